/**
 * Comparing two runs: what the target does, how cases end, and the form of its answers.
 * @module
 */

/** `behaviour`: a row of the behaviour table, as it was observed. `verdict`: how a case ends. `shape`: a field of an answer. */
export const SUBJECTS = ['behaviour', 'verdict', 'shape'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** One difference, however many cases show it. */
export interface Difference {
  readonly subject: Subject;
  /** Where: a row, a case, or such as `POST /get-hosts [].host_state`. */
  readonly field: string;
  readonly a: string;
  readonly b: string;
  /** `known`: the reader has accepted it, or it is a shape that only cases of the evidence `assumed` show. */
  readonly kind: 'known' | 'new';
  /** The cases that show it. */
  readonly ids: readonly string[];
}

export interface Comparison {
  /** Fields of cases that are the same in both. */
  readonly same: number;
  /** By subject, in the order of SUBJECTS; of a subject, what most cases show comes first. */
  readonly differences: readonly Difference[];
  /** Cases that only one run has. */
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
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
  readonly target: { readonly url: string; readonly name: string; readonly version: string };
  readonly started_at: string;
  readonly cases: readonly ReportedCase[];
}

/** Data is not a report of this program. The message is for people. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** Returns data as a report. Throws ReportError if it is none, or of another version of the format. */
export function parseReport(data: unknown, name: string, version: number): Report {
  if (!hasVersion(data)) throw new ReportError(`${name} is no JSON report of contract.`);
  if (data.format_version !== version)
    throw new ReportError(`${name} has format version ${String(data.format_version)}; expected ${version}.`);
  if (isReport(data)) return data;
  throw new ReportError(`${name} is no JSON report of contract.`);
}

/** One field of one case, where the runs differ. */
interface Finding extends Omit<Difference, 'ids'> {
  readonly id: string;
}

/** Compares the cases that both runs have. `accepted` holds the keys of known differences. */
export function compareRuns(
  left: Report,
  right: Report,
  accepted: ReadonlySet<string> = new Set(),
): Comparison {
  const [leftById, rightById] = [byId(left), byId(right)];
  const findings: Finding[] = [];
  let same = 0;
  for (const one of left.cases) {
    const other = rightById.get(one.id);
    if (other === undefined) continue;
    for (const [subject, fieldsOf] of Object.entries(FIELDS_OF)) {
      const [fieldsA, fieldsB] = [fieldsOf(one, other), fieldsOf(other, one)];
      for (const field of new Set([...fieldsA.keys(), ...fieldsB.keys()])) {
        const [a, b] = [fieldsA.get(field) ?? 'absent', fieldsB.get(field) ?? 'absent'];
        if (a === b) same += 1;
        else {
          const found = { subject: subjectOf(subject), field, a, b, id: one.id };
          findings.push({ ...found, kind: isKnown(found, one, accepted) ? 'known' : 'new' });
        }
      }
    }
  }
  return {
    same,
    differences: grouped(findings),
    onlyA: missing(left, rightById),
    onlyB: missing(right, leftById),
  };
}

/** Returns the line that stands for a difference in a file of accepted ones. */
export function keyOf({ subject, field }: Pick<Difference, 'subject' | 'field'>): string {
  return `${subject} ${field}`;
}

function byId({ cases }: Report): ReadonlyMap<string, ReportedCase> {
  return new Map(cases.map((one) => [one.id, one]));
}

function missing({ cases }: Report, there: ReadonlyMap<string, ReportedCase>): string[] {
  return cases.flatMap(({ id }) => (there.has(id) ? [] : [id]));
}

function subjectOf(text: string): Subject {
  return SUBJECTS.find((subject) => subject === text) ?? 'shape';
}

function isKnown(
  found: Pick<Difference, 'subject' | 'field'>,
  { row, evidence }: ReportedCase,
  accepted: ReadonlySet<string>,
): boolean {
  const isOpen = row !== undefined || evidence === 'assumed';
  return accepted.has(keyOf(found)) || (found.subject === 'shape' && isOpen);
}

/** One difference for each field, with the forms of all its cases; it is known only if it is known in all of them. */
function grouped(findings: readonly Finding[]): Difference[] {
  const byField = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const list = byField.get(keyOf(finding));
    if (list === undefined) byField.set(keyOf(finding), [finding]);
    else list.push(finding);
  }
  const differences = [...byField.values()].map((list): Difference => {
    const { id: _, ...first } = list[0];
    // Where all cases together show the same forms on both sides, the first case tells the difference.
    const [a, b] = [union(list.map((one) => one.a)), union(list.map((one) => one.b))];
    return {
      ...first,
      ...(a !== b && { a, b }),
      kind: list.every(({ kind }) => kind === 'known') ? 'known' : 'new',
      ids: list.map(({ id }) => id),
    };
  });
  return differences.toSorted(
    (x, y) => SUBJECTS.indexOf(x.subject) - SUBJECTS.indexOf(y.subject) || y.ids.length - x.ids.length,
  );
}

const OR = ' | ';

function union(forms: readonly string[]): string {
  return [...new Set(forms.flatMap((form) => form.split(OR)))].toSorted().join(OR);
}

type Fields = ReadonlyMap<string, string>;

/** The fields of a case that are compared with those of the same case in another run. */
const FIELDS_OF: Readonly<Record<Subject, (one: ReportedCase, other: ReportedCase) => Fields>> = {
  behaviour: ({ observations }) =>
    new Map(observations.map(({ row, choice }) => [row, choice ?? 'none of the choices'])),
  verdict: ({ id, status }) => new Map([[id, status]]),
  shape: shapesOf,
};

/**
 * The form of every answer, without values that differ between systems. A request that only one run has sent tells
 * nothing of its answers: the case took another way there. So does one that failed, from there on.
 */
function shapesOf({ exchanges, status }: ReportedCase, other: ReportedCase): Fields {
  const asked = new Set(other.exchanges.map(placeOf));
  const most = status === other.status ? exchanges.length : other.exchanges.length;
  const fields = new Map<string, string>();
  for (const exchange of exchanges.slice(0, most)) {
    const place = placeOf(exchange);
    if (!asked.has(place)) continue;
    add(fields, `${place} status`, String(exchange.status));
    for (const [field, form] of formOf(exchange.answer)) add(fields, `${place} ${field}`, form);
  }
  return fields;
}

function placeOf({ method, path }: ReportedCase['exchanges'][number]): string {
  return `${method} ${path}`;
}

/** A field may have several forms: all of them are kept, sorted. */
function add(fields: Map<string, string>, field: string, form: string): void {
  const known = fields.get(field);
  fields.set(field, known === undefined ? form : union([known, form]));
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

function hasVersion(data: unknown): data is { readonly format_version: unknown } {
  return typeof data === 'object' && data !== null && 'format_version' in data;
}

function isReport(data: object): data is Report {
  return (
    'cases' in data &&
    Array.isArray(data.cases) &&
    'target' in data &&
    typeof data.target === 'object' &&
    data.target !== null
  );
}
