/**
 * The routes of the contract's operations.
 * @module
 */
import { type ApiDocument, resolve } from '../../../contracts/openapi/schema.ts';
import type { Handler, OperationId } from './call.ts';
import { API_HANDLERS, isOperationId } from './operations/index.ts';

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly operation: OperationId;
  readonly handler: Handler;
  /** Whether a token is needed. */
  readonly isSecured: boolean;
  readonly body: 'none' | 'optional' | 'required';
}

/** Returns a route for each operation. Throws if an operation has no handler. */
export function routesOf(document: ApiDocument): Route[] {
  return Object.entries(document.paths).flatMap(([path, { get, post }]) => {
    const routes: Route[] = [];
    if (get !== undefined) routes.push({ ...routeOf(document, path, get), method: 'GET' });
    if (post !== undefined) routes.push({ ...routeOf(document, path, post), method: 'POST' });
    return routes;
  });
}

type Operation = NonNullable<ApiDocument['paths'][string]['post']>;

function routeOf(document: ApiDocument, path: string, operation: Operation): Omit<Route, 'method'> {
  const { operationId } = operation;
  if (!isOperationId(operationId)) throw new Error(`Nothing answers ${operationId}.`);
  const isSecured = (operation.security ?? document.security ?? []).length > 0;
  return {
    path,
    operation: operationId,
    handler: API_HANDLERS[operationId],
    isSecured,
    body: bodyOf(document, operation),
  };
}

/**
 * The contract requires a body for every POST. A real server answered reads without one (published traffic), so a
 * body without required members is optional here.
 */
function bodyOf(document: ApiDocument, { requestBody }: Operation): Route['body'] {
  if (requestBody === undefined) return 'none';
  const schema = resolve(document, requestBody.content['application/json'].schema);
  return schema.required === undefined ? 'optional' : 'required';
}
