/**
 * Comparing two runs field by field.
 * @module
 */

export interface Difference {
  /** The id of the case. */
  readonly id: string;
  /** Where, such as `POST /get-hosts [].host_state`. */
  readonly field: string;
  readonly a: string;
  readonly b: string;
  /**
   * `known`: a row of the behaviour table or the evidence `assumed` explains it, or the reader has accepted it.
   */
  readonly kind: 'known' | 'new';
}

export interface Comparison {
  /** Fields that are the same in both. */
  readonly same: number;
  readonly differences: readonly Difference[];
}

/** The part of a JSON report that is compared. */
export interface ReportedCase {
  readonly id: string;
  readonly status: string;
  readonly evidence: string;
  readonly row?: string;
  readonly observations: readonly { readonly row: string; readonly choice: string | null }[];
  readonly exchanges: readonly {
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly answer?: unknown;
  }[];
}

export interface Report {
  readonly format_version: number;
  readonly cases: readonly ReportedCase[];
}

/** Data is not a report of this program. The message is for people. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** Returns data as a report. Throws ReportError if it is none, or of another version of the format. */
export function parseReport(data: unknown, name: string, version: number): Report {
  if (!isReport(data)) throw new ReportError(`${name} is no JSON report of contract.`);
  if (data.format_version === version) return data;
  throw new ReportError(`${name} has format version ${data.format_version}; expected ${version}.`);
}

/** Compares the cases that both runs have. `accepted` holds the keys of known differences. */
export function compareRuns(
  left: Report,
  right: Report,
  accepted: ReadonlySet<string> = new Set(),
): Comparison {
  const rightById = new Map(right.cases.map((one) => [one.id, one]));
  let same = 0;
  const differences: Difference[] = [];
  for (const one of left.cases) {
    const other = rightById.get(one.id);
    if (other === undefined) continue;
    const [fieldsA, fieldsB] = [fieldsOf(one), fieldsOf(other)];
    for (const field of new Set([...fieldsA.keys(), ...fieldsB.keys()])) {
      const [a, b] = [fieldsA.get(field) ?? 'absent', fieldsB.get(field) ?? 'absent'];
      const kind = isKnown(one, field, accepted) ? 'known' : 'new';
      if (a === b) same += 1;
      else differences.push({ id: one.id, field, a, b, kind });
    }
  }
  return { same, differences };
}

/** Returns the line that stands for a difference in a file of accepted ones. */
export function keyOf({ id, field }: Pick<Difference, 'id' | 'field'>): string {
  return `${id} ${field}`;
}

function isKnown(one: ReportedCase, field: string, accepted: ReadonlySet<string>): boolean {
  return one.row !== undefined || one.evidence === 'assumed' || accepted.has(keyOf({ id: one.id, field }));
}

/** The verdict, the observations, and the form of every answer, without values that differ between systems. */
function fieldsOf({ status, observations, exchanges }: ReportedCase): Map<string, string> {
  const fields = new Map([['verdict', status]]);
  for (const { row, choice } of observations) fields.set(`observed ${row}`, choice ?? 'none of the choices');
  for (const { method, path, status: code, answer } of exchanges) {
    const place = `${method} ${path}`;
    add(fields, `${place} status`, String(code));
    for (const [field, form] of formOf(answer)) add(fields, `${place} ${field}`, form);
  }
  return fields;
}

/** A field may have several forms: all of them are kept, sorted. */
function add(fields: Map<string, string>, field: string, form: string): void {
  const forms = new Set((fields.get(field) ?? '').split(' | ').filter((known) => known !== ''));
  fields.set(field, [...forms.add(form)].toSorted().join(' | '));
}

/**
 * Returns the kind of value at each place of an answer. Words in capitals, such as statuses, stay as they are.
 */
function formOf(value: unknown, place = ''): [field: string, form: string][] {
  if (Array.isArray(value)) return value.flatMap((item) => formOf(item, `${place}[]`));
  if (typeof value !== 'object' || value === null) return [[place === '' ? 'body' : place, kindOf(value)]];
  return Object.entries(value).flatMap(([name, member]) =>
    formOf(member, place === '' ? name : `${place}.${name}`),
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'string') return typeof value;
  if (/^[A-Z]+(?:_[A-Z]+)*$/.test(value)) return value;
  return value === '' ? 'empty text' : 'text';
}

function isReport(data: unknown): data is Report {
  return (
    typeof data === 'object' &&
    data !== null &&
    'format_version' in data &&
    'cases' in data &&
    Array.isArray(data.cases)
  );
}
