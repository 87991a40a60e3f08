/**
 * Checks request payloads against the schemas of an API document. The query engine checks `where` and `orderBy`.
 * @module
 */
import { oncePer } from '../../../contracts/openapi/once-per.ts';
import type { ApiDocument } from '../../../contracts/openapi/schema.ts';
import { type Finding, validator } from '../../../contracts/openapi/validator.ts';
import { message, type PlainKey } from '../engine/language/message.ts';
import { NO_TEXT, type Text, untranslated } from '../engine/language/text.ts';
import { gotInstead } from '../engine/query/invalid.ts';
import { InvalidBody } from './bad-request.ts';

/** Parses the payloads that a document has schemas for. */
export interface Payloads<Schemas> {
  /** Returns the body as the named payload. Throws InvalidBody, which names the place of the first mismatch. */
  parse<P extends keyof Schemas & string>(name: P, body: unknown): Schemas[P];
}

/** Returns the parsers of a document's payloads. */
export function createPayloads<Schemas>(document: ApiDocument): Payloads<Schemas> {
  const { is, findings } = validator<Schemas>(skipDelegatedSchemas(document));
  return {
    parse(name, body) {
      if (is(name, body)) return body;
      throw new InvalidBody(explain(findings(name, body)));
    },
  };
}

/** Returns a copy of the document whose objects reject unknown members. */
export const closeSchemas = oncePer(
  (document: ApiDocument): ApiDocument =>
    JSON.parse(JSON.stringify(document), (_, value: unknown) => {
      const isOpen = isObject(value) && isObject(value['properties']) && value['type'] === 'object';
      return isOpen ? { additionalProperties: false, ...value } : value;
    }),
);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reduces delegated schemas to "an object": the query engine and the fixtures check them with better messages. */
const skipDelegatedSchemas = oncePer((document: ApiDocument): ApiDocument => {
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => [name, DELEGATED.test(name) ? { type: 'object' as const } : schema] as const,
  );
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
});

const DELEGATED = /WhereInput$|^Scenario$/;

/** Describes the first mismatch. A nullable value fails twice, as null and as its type; its type is worth reporting. */
function explain(findings: readonly Finding[]): Text {
  const isNullable = findings.some(({ keyword }) => keyword === 'anyOf');
  const finding = findings.find(
    ({ keyword, expected }) => !(isNullable && keyword === 'type' && expected === 'null'),
  );
  if (finding === undefined) return message('body.unexpected');
  const { keyword, expected, received, member = '' } = finding;
  const place = placeOf(finding.place);
  switch (keyword) {
    case 'required':
      return message('body.missing-member', { place, member });
    case 'type':
      return notAllowed(place, typeName(String(expected)), received, isNullable);
    case 'enum':
      return notAllowed(place, message('body.one-of', { values: String(expected) }), received, isNullable);
    case 'additionalProperties':
      return message('body.unknown-member', { place, member: member.slice(0, 80) });
    default:
      return message('body.broken-rule', { place, rule: finding.message });
  }
}

/** Returns the message for a value that the contract does not allow: its place, the allowed values, the received one. */
export function notAllowed(place: string, allowed: Text, value: unknown, isNullable = false): Text {
  const orNull = isNullable ? message('body.or-null') : NO_TEXT;
  return message('body.not-allowed', { place, allowed, orNull, got: gotInstead(value) });
}

/** The message keys of JSON Schema types. */
const TYPES: Readonly<Record<string, PlainKey>> = {
  array: 'type.array',
  boolean: 'type.boolean',
  integer: 'type.integer',
  number: 'type.number',
  object: 'type.object',
  string: 'type.string',
};

function typeName(type: string): Text {
  const key = TYPES[type];
  return key === undefined ? untranslated(type) : message(key);
}

/** Returns a JSON pointer as a path: `/data/shutdown_vms/0` becomes `data.shutdown_vms[0]`. */
function placeOf(pointer: string): string {
  if (pointer === '') return 'body';
  return pointer
    .slice(1)
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');
}
