/**
 * Checking the small payloads against the contract. The query engine checks `where` and `orderBy` of reads.
 * @module
 */
import { oncePer } from '../../../contracts/openapi/once-per.ts';
import type { ApiDocument } from '../../../contracts/openapi/schema.ts';
import { type Finding, validator } from '../../../contracts/openapi/validator.ts';
import { message, type PlainKey } from '../engine/language/message.ts';
import { NO_TEXT, type Text, untranslated } from '../engine/language/text.ts';
import { gotInstead } from '../engine/query/invalid.ts';
import { InvalidBody } from './bad-request.ts';

/** Checks of bodies that a document has schemas for. */
export interface Payloads<Schemas> {
  /** The body as that payload. Throws InvalidBody with the place of the first thing that is wrong. */
  parse<P extends keyof Schemas & string>(name: P, body: unknown): Schemas[P];
}

/** Returns the checks of a document. */
export function createPayloads<Schemas>(document: ApiDocument): Payloads<Schemas> {
  const { is, findings } = validator<Schemas>(shallow(document));
  return {
    parse(name, body) {
      if (is(name, body)) return body;
      throw new InvalidBody(explain(findings(name, body)));
    },
  };
}

/** Returns the same contract, in which no payload has members that are not in it. */
export const closed = oncePer(
  (document: ApiDocument): ApiDocument =>
    JSON.parse(JSON.stringify(document), (_, value: unknown) => {
      const isOpen = isObject(value) && isObject(value['properties']) && value['type'] === 'object';
      return isOpen ? { additionalProperties: false, ...value } : value;
    }),
);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A `where` or a scenario is only known to be an object here: the query engine and the fixtures check them, with better words. */
const shallow = oncePer((document: ApiDocument): ApiDocument => {
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => [name, CHECKED_ELSEWHERE.test(name) ? { type: 'object' as const } : schema] as const,
  );
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
});

const CHECKED_ELSEWHERE = /WhereInput$|^Scenario$/;

/** What was wrong, where, and what was expected. What may be null fails twice: as null, and as what else it may be. */
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
      return notAllowed(place, typeNamed(String(expected)), received, isNullable);
    case 'enum':
      return notAllowed(place, message('body.one-of', { values: String(expected) }), received, isNullable);
    case 'additionalProperties':
      return message('body.unknown-member', { place, member: member.slice(0, 80) });
    default:
      return message('body.broken-rule', { place, rule: finding.message });
  }
}

/** A value that the contract does not allow: where it stands, and what is allowed there. */
export function notAllowed(place: string, allowed: Text, value: unknown, isNullable = false): Text {
  const orNull = isNullable ? message('body.or-null') : NO_TEXT;
  return message('body.not-allowed', { place, allowed, orNull, got: gotInstead(value) });
}

/** The types of JSON Schema that are named in words. */
const TYPES: Readonly<Record<string, PlainKey>> = {
  array: 'type.array',
  boolean: 'type.boolean',
  integer: 'type.integer',
  number: 'type.number',
  object: 'type.object',
  string: 'type.string',
};

function typeNamed(type: string): Text {
  const key = TYPES[type];
  return key === undefined ? untranslated(type) : message(key);
}

/** `/data/shutdown_vms/0` as `data.shutdown_vms[0]`. */
function placeOf(pointer: string): string {
  if (pointer === '') return 'body';
  return pointer
    .slice(1)
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');
}
