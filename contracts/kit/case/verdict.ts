/**
 * How a case ends. A broken promise is an assertion that did not hold; anything else that goes wrong is an
 * error of the harness or of the way to the target, and says nothing about the promise.
 * @module
 */

/**
 * `pass`: the promise is kept. `fail`: it is broken. `skip`: what the case needs is not there. `observed`:
 * nothing was promised, this is what was seen. `error`: the question could not be asked.
 */
export const STATUSES = ['pass', 'fail', 'skip', 'observed', 'error'] as const;
export type Status = (typeof STATUSES)[number];

export interface Verdict {
  readonly status: Status;
  /** Why, in words; absent for a pass. */
  readonly reason?: string;
  readonly expected?: unknown;
  readonly received?: unknown;
}

/** The case cannot be asked of this target; the message says what is missing. */
export class Skip extends Error {
  override readonly name = 'Skip';
}

/** A promise is broken in a way that no matcher has words for. */
export class Broken extends Error {
  override readonly name = 'AssertionError';
  readonly expected: unknown;
  readonly actual: unknown;

  constructor(message: string, difference: { expected?: unknown; actual?: unknown } = {}) {
    super(message);
    this.expected = difference.expected;
    this.actual = difference.actual;
  }
}

/** Says what a thrown value means for the promise. */
export function verdictOf(thrown: unknown): Verdict {
  if (thrown instanceof Skip) return { status: 'skip', reason: thrown.message };
  if (!(thrown instanceof Error)) return { status: 'error', reason: String(thrown) };
  if (thrown.name !== 'AssertionError') return { status: 'error', reason: describe(thrown) };
  return {
    status: 'fail',
    reason: thrown.message,
    ...('expected' in thrown && { expected: thrown.expected }),
    ...('actual' in thrown && { received: thrown.actual }),
  };
}

/** Network errors hide what happened in their cause. */
function describe({ name, message, cause }: Error): string {
  const why =
    cause instanceof Error ? `: ${cause.message || String('code' in cause ? cause.code : cause.name)}` : '';
  return `${name === 'Error' ? '' : `${name}: `}${message}${why}`;
}
