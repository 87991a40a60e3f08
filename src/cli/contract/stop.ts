/**
 * What ends a run of the suite early: a signal, or its time limit.
 * @module
 */

export interface Stop {
  /** Why to stop, once there is a reason. */
  readonly reason: () => string | undefined;
  /** Signals end the program again. */
  readonly release: () => void;
}

/** A closed terminal hangs up. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Listens for signals until released: they stop the suite, which puts the target back before the program ends,
 * however often they come (npm passes on what the terminal sends as well).
 */
export function watchForStop(limitMs: number, say: (line: string) => void): Stop {
  const end = performance.now() + limitMs;
  let signal: string | undefined;
  const onSignal = (name: string) => {
    signal = name;
    say(`${name}: stopping, and putting everything back. Please wait.`);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    reason: () => {
      if (signal !== undefined) return `${signal} was received.`;
      return performance.now() > end ? `The run took longer than --limit allows.` : undefined;
    },
    release: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
