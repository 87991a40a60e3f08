/**
 * The control API of a fake, as its user calls it; every answer is checked against the control API's document.
 * @module
 */
import { controlApi } from '../../contracts/control/generated/document.ts';
import type { components } from '../../contracts/control/generated/types.ts';
import type { Method, Operation } from '../../contracts/openapi/schema.ts';
import { validator } from '../../contracts/openapi/validator.ts';
import type { Fake } from '../../src/server/fake.ts';

export type Control = components['schemas'];

export interface ControlAnswer<T> {
  readonly status: number;
  readonly body: T;
}

/** Calls an operation of the control API; `world` is the default one unless given. */
export async function control<T>(
  fake: Fake,
  method: Uppercase<Method>,
  path: string,
  body?: unknown,
  world?: string,
): Promise<ControlAnswer<T>> {
  const prefix = world === undefined ? '' : `/w/${world}`;
  const answer = await fake.fetch(
    new Request(`http://fake${prefix}/_fake${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    }),
  );
  const parsed: T = JSON.parse(await answer.text());
  assertDescribed(method, path, answer.status, parsed);
  return { status: answer.status, body: parsed };
}

/** POSTs to CloudTower's own API of a world. */
export async function call<T>(fake: Fake, path: string, body: unknown, world?: string): Promise<T> {
  const prefix = world === undefined ? '' : `/w/${world}`;
  const answer = await fake.fetch(
    new Request(`http://fake${prefix}/v2/api${path}`, {
      method: 'POST',
      headers: { authorization: 'token', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
  return JSON.parse(await answer.text());
}

function assertDescribed(method: Uppercase<Method>, path: string, status: number, body: unknown): void {
  const answer = operationOf(method, path)?.responses['200']?.content?.['application/json'].schema;
  const schema = status === 200 ? answer : 'ControlError';
  if (schema === undefined) throw new Error(`The control API does not describe ${method} ${path} ${status}.`);
  const [finding] = validator<Control>(controlApi).findings(schema, body);
  if (finding !== undefined)
    throw new Error(`${method} ${path} ${status}: ${finding.place} ${finding.message}`);
}

function operationOf(method: Uppercase<Method>, path: string): Operation | undefined {
  const [plain = ''] = path.split('?');
  const found = Object.entries(controlApi.paths).find(([pattern]) =>
    new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(plain),
  );
  return { GET: found?.[1].get, POST: found?.[1].post, PUT: found?.[1].put, DELETE: found?.[1].delete }[
    method
  ];
}
