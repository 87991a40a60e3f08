/**
 * What faults do to a request, around its handler.
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
 * Answers a request as the faults have it that it meets. `work` answers it from a view of the world. Rejects with
 * InjectedAnswer or ConnectionReset instead of an answer.
 */
export async function answerFaultily(
  simulation: Simulation,
  asked: ApiRequest,
  signal: AbortSignal,
  work: (view: View) => Answer,
): Promise<Answer> {
  const met = simulation.faults.forRequest(asked);
  if (met.delay > 0) {
    await simulation.clock.wait(met.delay, signal);
    simulation.settle();
  }
  const view = met.lag === undefined ? undefined : simulation.faults.laggedView(met.lag);
  return end(met, () => work(view ?? simulation.view));
}

function end({ ending }: RequestFaults, work: () => Answer): Answer {
  switch (ending?.rule.do) {
    case undefined:
      return work();
    case 'answer':
      throw new InjectedAnswer(ending.id, ending.rule);
    case 'reset':
      throw new ConnectionReset();
    case 'lose-answer':
      lose(work);
      throw new ConnectionReset();
  }
}

/** A refusal is an answer, too. */
function lose(work: () => Answer): void {
  try {
    work();
  } catch (error) {
    if (isDefect(error)) throw error;
  }
}
