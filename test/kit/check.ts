/**
 * Checks every answer of a fake against the document that describes it: the wire contract, or that of the
 * control API.
 * @module
 */
import { controlApi } from '../../contracts/control/generated/document.ts';
import { deriveAt } from '../../contracts/openapi/derive.ts';
import { contract } from '../../contracts/openapi/generated/document.ts';
import {
  type ApiDocument,
  type ApiVersion,
  type Operation,
  ref,
  type Schema,
} from '../../contracts/openapi/schema.ts';
import { validator } from '../../contracts/openapi/validator.ts';
import { LATEST } from '../../contracts/openapi/version.ts';

/** What is checked of an answer, beside its body. */
type Head = Pick<Response, 'status' | 'headers'>;

/** Throws unless an answer of CloudTower's API is as that version describes it. */
export function checkWire(request: Request, head: Head, body: unknown, version: ApiVersion = LATEST): void {
  if (!head.headers.get('x-tower-request-id'))
    throw new Error(`${request.url} answers without a request id.`);
  check(deriveAt(contract, version), ERROR_BODY, request, head, body);
}

/** Throws unless an answer of the control API is as its document describes it. */
export function checkControl(request: Request, head: Head, body: unknown): void {
  check(controlApi, CONTROL_ERROR, request, head, body);
}

const ERROR_BODY = ref('ErrorBody');
const CONTROL_ERROR = ref('ControlError');

/** A status other than 200 has the body of an error, whether the operation declares that status or not. */
function check(
  document: ApiDocument,
  error: Schema,
  { method, url }: Request,
  head: Head,
  body: unknown,
): void {
  const type = head.headers.get('content-type');
  if (!type?.startsWith('application/json')) throw new Error(`${url} answers ${type}.`);
  const [, rest = ''] = new URL(url).pathname.split(document.servers[0]?.url ?? '');
  // A doubled slash is no other path: an SDK sends it.
  const path = rest.replace(/^\/+/, '/');
  const answer = operationOf(document, method, path)?.responses['200']?.content?.['application/json'].schema;
  const schema = head.status === 200 ? answer : error;
  if (schema === undefined)
    throw new Error(`${method} ${path} answers 200, which its document does not describe.`);
  const [finding] = validator(document).findings(schema, body);
  if (finding !== undefined)
    throw new Error(`${method} ${path} ${head.status}: ${finding.place} ${finding.message}`);
}

function operationOf(document: ApiDocument, method: string, path: string): Operation | undefined {
  const methods =
    document.paths[path] ??
    Object.entries(document.paths).find(([pattern]) => patternOf(pattern).test(path))?.[1];
  return { GET: methods?.get, POST: methods?.post, PUT: methods?.put, DELETE: methods?.delete }[method];
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
