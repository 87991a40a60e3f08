/**
 * Checking the small payloads against the contract. The query engine checks `where` and `orderBy` of reads.
 * @module
 */
import { oncePer } from '../../../contracts/openapi/once-per.ts';
import type { ApiDocument } from '../../../contracts/openapi/schema.ts';
import { type Finding, validator } from '../../../contracts/openapi/validator.ts';
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
  if (finding === undefined) return NOT_EXPECTED;
  const { keyword, expected, received, member = '', message } = finding;
  const place = placeOf(finding.place);
  switch (keyword) {
    case 'required':
      return isMissing(place, member);
    case 'type':
      return notAllowed(place, typeNamed(String(expected)), isNullable, received);
    case 'enum':
      return notAllowed(place, oneOf(expected), isNullable, received);
    case 'additionalProperties':
      return unknownMember(place, member.slice(0, 80));
    default:
      return breaksRule(place, message);
  }
}

/** `/data/shutdown_vms/0` as `data.shutdown_vms[0]`. */
function placeOf(pointer: string): string {
  if (pointer === '') return 'body';
  return pointer
    .slice(1)
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');
}
