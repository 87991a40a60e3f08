/**
 * How a case ends. A case fails by an assertion that does not hold. Anything else that goes wrong is an error
 * of the kit or of the connection, and says nothing about what the wire promises.
 * @module
 */

/**
 * `pass`: the answer is as the wire promises. `fail`: it is not. `skip`: the target lacks what the case needs. `observed`:
 * nothing is promised, and the reason says what the target does. `inconclusive`: others changed what the case looked
 * at, whenever it was run. `error`: the case could not be run.
 */
export const STATUSES = ['pass', 'fail', 'skip', 'observed', 'inconclusive', 'error'] as const;
export type Status = (typeof STATUSES)[number];

/** The word for each status in reports. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  pass: 'passed',
  fail: 'failed',
  skip: 'skipped',
  observed: 'observed',
  inconclusive: 'inconclusive',
  error: 'error',
};

/** What nearly every case needs. Once a target has failed to give it several times, the others are not asked. */
export type Basis = 'login' | 'task-end';

export interface Verdict {
  readonly status: Status;
  /** What the target did not give, if many other cases need it as well. */
  readonly missing?: Basis;
  /** Why, for people; absent for a pass. */
  readonly reason?: string;
  readonly expected?: unknown;
  readonly received?: unknown;
}

/** The case cannot be run against this target. The message says what is missing. */
export class Skip extends Error {
  override readonly name = 'Skip';
}

/** A promise is broken in a way that no matcher describes. */
export class Broken extends Error {
  override readonly name = 'AssertionError';
  readonly expected: unknown;
  readonly actual: unknown;
  /** What many other cases need as well. */
  readonly missing: Basis | undefined;

  constructor(message: string, difference: { expected?: unknown; actual?: unknown; missing?: Basis } = {}) {
    super(message);
    this.expected = difference.expected;
    this.actual = difference.actual;
    this.missing = difference.missing;
  }
}

/** The target answered with a fault of its own, 500 and above, twice. */
export class ServerFault extends Broken {}

/** The case could not be prepared: nothing is said about its promise. */
export class NotPrepared extends Error {
  override readonly name = 'NotPrepared';
}

/** Returns what `prepare` finds. Throws NotPrepared in place of a fault of the server. */
export async function prepared<T>(prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare();
  } catch (error) {
    if (error instanceof ServerFault) throw new NotPrepared(error.message);
    throw error;
  }
}

/**
 * Returns the verdict of a failed case that rests on open rows: it is skipped if the target chose otherwise, inconclusive
 * if nobody knows what it chose, and failed if it chose what the promise rests on.
 */
export async function excused<V extends Verdict>(
  verdict: V,
  rests: Readonly<Record<string, readonly string[] | undefined>>,
  choiceOf: (row: string) => Promise<string | null | undefined>,
): Promise<V> {
  let unknown: string | undefined;
  for (const [row, choices = []] of Object.entries(rests)) {
    const choice = await choiceOf(row);
    if (choice === undefined) unknown ??= row;
    else if (choice === null || !choices.includes(choice))
      return {
        ...verdict,
        status: 'skip',
        reason: `It rests on ${row}: ${choices.join(' or ')}, and the target chose ${choice ?? 'something else'}.`,
      };
  }
  if (unknown === undefined) return verdict;
  return {
    ...verdict,
    status: 'inconclusive',
    reason: `It rests on ${unknown}, and what the target chose is not known. ${verdict.reason ?? ''}`,
  };
}

/** Returns the verdict for whatever a case threw. */
export function verdictOf(thrown: unknown): Verdict {
  if (thrown instanceof Skip) return { status: 'skip', reason: thrown.message };
  if (!(thrown instanceof Error)) return { status: 'error', reason: String(thrown) };
  if (thrown.name !== 'AssertionError') return { status: 'error', reason: describe(thrown) };
  return {
    status: 'fail',
    reason: thrown.message,
    ...('expected' in thrown && { expected: thrown.expected }),
    ...('actual' in thrown && { received: thrown.actual }),
    ...(thrown instanceof Broken && thrown.missing !== undefined && { missing: thrown.missing }),
  };
}

/** The cause of a network error tells more than its message. */
function describe({ name, message, cause }: Error): string {
  const why =
    cause instanceof Error ? `: ${cause.message || String('code' in cause ? cause.code : cause.name)}` : '';
  return `${name === 'Error' ? '' : `${name}: `}${message}${why}`;
}

/** Returns the message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
