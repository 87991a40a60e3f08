/**
 * Checking the small payloads against the contract. `where` and `orderBy` of reads are the query engine's own.
 * @module
 */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { toJsonSchemas } from '../../../contracts/openapi/json-schema.ts';
import type { ApiDocument } from '../../../contracts/openapi/schema.ts';
import type { Text } from '../engine/world/text.ts';
import { InvalidBody } from './bad-request.ts';
import {
  breaksRule,
  isMissing,
  NOT_EXPECTED,
  notAllowed,
  oneOf,
  typeNamed,
  unknownMember,
} from './messages.ts';

/** Checks of bodies that a document has schemas for. */
export interface Payloads<Schemas> {
  /** The body as that payload. Throws InvalidBody with the place of the first thing that is wrong. */
  parse<P extends keyof Schemas & string>(name: P, body: unknown): Schemas[P];
}

/** The checks of a document. Each is compiled when it is first needed. */
export function createPayloads<Schemas>(document: ApiDocument): Payloads<Schemas> {
  type Name = keyof Schemas & string;
  // The document is our own: that it is one is tested, and not asked at each start.
  const make = () =>
    new Ajv({ strict: false, verbose: true, validateFormats: false, validateSchema: false }).addSchema(
      toJsonSchemas(withoutWhere(document), 'contract'),
    );
  let ajv: Ajv | undefined;
  const checks = new Map<Name, ValidateFunction>();
  const check = (name: Name): ValidateFunction => {
    ajv ??= make();
    const known = checks.get(name) ?? ajv.compile({ $ref: `contract#/components/schemas/${name}` });
    checks.set(name, known);
    return known;
  };
  const isPayload = <P extends Name>(name: P, body: unknown): body is Schemas[P] => check(name)(body);
  return {
    parse(name, body) {
      if (isPayload(name, body)) return body;
      throw new InvalidBody(explain(check(name).errors ?? []));
    },
  };
}

/** The same contract, in which no payload has members that are not in it. */
export function closed(document: ApiDocument): ApiDocument {
  return JSON.parse(JSON.stringify(document), (_, value: unknown) => {
    const isOpen = isObject(value) && isObject(value['properties']) && value['type'] === 'object';
    return isOpen ? { additionalProperties: false, ...value } : value;
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A `where` is only known to be an object here: the query engine parses it, with better words. */
function withoutWhere(document: ApiDocument): ApiDocument {
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => [name, name.endsWith('WhereInput') ? { type: 'object' as const } : schema] as const,
  );
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
}

/** What was wrong, where, and what was expected. What may be null fails twice: as null, and as what else it may be. */
function explain(errors: readonly ErrorObject[]): Text {
  const isNullable = errors.some(({ keyword }) => keyword === 'anyOf');
  const error = errors.find(
    ({ keyword, params }) => !(isNullable && keyword === 'type' && params['type'] === 'null'),
  );
  if (error === undefined) return NOT_EXPECTED;
  const { instancePath, keyword, params, data, message = '' } = error;
  const place = placeOf(instancePath);
  switch (keyword) {
    case 'required':
      return isMissing(place, String(params['missingProperty']));
    case 'type':
      return notAllowed(place, typeNamed(String(params['type'])), isNullable, data);
    case 'enum':
      return notAllowed(place, oneOf(params['allowedValues']), isNullable, data);
    case 'additionalProperties':
      return unknownMember(place, String(params['additionalProperty']).slice(0, 80));
    default:
      return breaksRule(place, message);
  }
}

/** `/data/shutdown_vms/0` as `data.shutdown_vms[0]`. */
function placeOf(instancePath: string): string {
  if (instancePath === '') return 'body';
  return instancePath
    .slice(1)
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');
}
