/**
 * The log of requests that need something that is not simulated. Official SDKs hide the message of a 501 from their
 * callers, so the terminal shows it, whatever is logged otherwise.
 * @module
 */
import type { AnsweredRequest } from '../../server/fake.ts';

export interface NotSimulatedLog {
  /** Writes a line the first time that an operation, or a filter of an operation, turns out not to be simulated. */
  readonly note: (answer: AnsweredRequest) => void;
  /** Writes how often each of them was requested. */
  readonly summarize: () => void;
}

/** Returns an empty log. `write` gets its lines. */
export function createNotSimulatedLog(write: (line: string) => void): NotSimulatedLog {
  /** By what is not simulated: operations and entities, so their number is limited. */
  const counts = new Map<string, number>();
  return {
    note({ path, status, notSimulated }) {
      if (notSimulated === undefined) return;
      const name = notSimulated === path ? path : `filters of ${path} by ${notSimulated}`;
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      if (count === 0) write(`cloudtower-fake does not simulate ${name}, and answers ${status}.`);
    },
    summarize() {
      if (counts.size === 0) return;
      const lines = [...counts].map(([name, count]) => `  ${count} × ${name}`);
      write(['Requests for what cloudtower-fake does not simulate:', ...lines].join('\n'));
    },
  };
}
