/**
 * Stops a run of the suite early, on a signal or at its time limit.
 * @module
 */

export interface Stop {
  /** Returns why to stop, or undefined to continue. */
  readonly reason: () => string | undefined;
  /** Stops listening, so that signals end the program again. */
  readonly release: () => void;
}

/** A closed terminal sends SIGHUP. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Listens for signals until released. A signal stops the suite, which restores the target before the program ends.
 * Repeated signals do no harm: npm passes on the signals that the terminal sends as well. `limitMs` is wall time.
 */
export function watchForStop(limitMs: number, write: (line: string) => void): Stop {
  const end = performance.now() + limitMs;
  let signal: string | undefined;
  const onSignal = (name: string) => {
    signal = name;
    write(`${name}: stopping, and putting everything back. Please wait.`);
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
