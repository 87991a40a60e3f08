/**
 * The control API of a fake, as its user calls it; every answer is checked against the control API's document.
 * @module
 */
import { Ajv } from 'ajv';
import { controlApi } from '../../contracts/control/generated/document.ts';
import type { components } from '../../contracts/control/generated/types.ts';
import { toJsonSchemas } from '../../contracts/openapi/json-schema.ts';
import { type Method, type Operation, refName } from '../../contracts/openapi/schema.ts';
import type { Fake } from '../../src/server/fake.ts';

export type Control = components['schemas'];

export interface ControlAnswer<T> {
  readonly status: number;
  readonly body: T;
}

const ajv = new Ajv({ strict: false, validateFormats: false }).addSchema(
  toJsonSchemas(controlApi, 'control'),
);

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
  const operation = operationOf(method, path);
  const described =
    status === 200 && operation !== undefined ? operation.responses['200']?.content : undefined;
  const schema = status === 200 ? described?.['application/json'].schema : { $ref: ERROR };
  if (schema === undefined) throw new Error(`The control API does not describe ${method} ${path} ${status}.`);
  const name = refName(schema);
  const check = ajv.compile(
    name === undefined ? prefixed(schema) : { $ref: `control#/components/schemas/${name}` },
  );
  if (!check(body)) throw new Error(`${method} ${path} ${status}: ${ajv.errorsText(check.errors)}`);
}

const ERROR = '#/components/schemas/ControlError';

function prefixed(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"control#/'));
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
