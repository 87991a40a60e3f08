/**
 * Applies faults to a request, around its handler.
 * @module
 */
import type { ApiRequest } from '../engine/fault/request-match.ts';
import { isDefect } from '../engine/world/client-error.ts';
import type { RequestFaults } from '../worlds/faults.ts';
import type { Simulation } from '../worlds/simulation.ts';
import type { View } from '../worlds/view.ts';
import { ConnectionReset } from './connection-reset.ts';
import { InjectedAnswer } from './injected-answer.ts';

type Answer = string | Uint8Array;

/**
 * Answers a request and applies the faults that match it. `answerFrom` answers from a view of the world. Rejects
 * with InjectedAnswer or ConnectionReset if a fault replaces the answer.
 */
export async function answerWithFaults(
  simulation: Simulation,
  request: ApiRequest,
  signal: AbortSignal,
  answerFrom: (view: View) => Answer,
): Promise<Answer> {
  const faults = simulation.faults.forRequest(request);
  if (faults.delay > 0) {
    await simulation.clock.wait(faults.delay, signal);
    simulation.settle();
  }
  const view = faults.lag === undefined ? undefined : simulation.faults.laggedView(faults.lag);
  return answerOrFail(faults, () => answerFrom(view ?? simulation.view));
}

function answerOrFail({ ending }: RequestFaults, work: () => Answer): Answer {
  switch (ending?.rule.do) {
    case undefined:
      return work();
    case 'answer':
      throw new InjectedAnswer(ending.id, ending.rule);
    case 'reset':
      throw new ConnectionReset();
    case 'lose-answer':
      discardAnswer(work);
      throw new ConnectionReset();
  }
}

/** Runs the operation for its effects. A rejected request is an answer, too, and is discarded as well. */
function discardAnswer(work: () => Answer): void {
  try {
    work();
  } catch (error) {
    if (isDefect(error)) throw error;
  }
}
