/**
 * Running many cases, one after another, so as not to load a real target.
 * @module
 */

import type { Target } from '../target/target.ts';
import type { Case } from './case.ts';
import type { Run } from './outcome.ts';
import { type CaseResult, type RunOptions, runCase } from './run-case.ts';
import { messageOf } from './verdict.ts';

export interface SuiteOptions extends RunOptions {
  /** Called when a case begins. */
  readonly onBegin?: (one: Case) => void;
  readonly onEnd?: (result: CaseResult) => void;
  /** Returns why to stop, once there is a reason. */
  readonly stop?: () => string | undefined;
  /** Called after each case, however it ended: this is where a real target is put back. */
  readonly afterEach?: (result: CaseResult) => Promise<void>;
}

/** Runs cases against a target. Stops early if there is a reason to stop, or if `afterEach` throws. */
export async function runSuite(
  cases: readonly Case[],
  target: Target,
  options: SuiteOptions = {},
): Promise<Run> {
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const results: CaseResult[] = [];
  let stopped = options.stop?.();
  for (const one of cases) {
    if (stopped !== undefined) break;
    options.onBegin?.(one);
    let result = await runCase(one, target, options);
    stopped = await attempt(options.afterEach?.(result));
    if (stopped === undefined && isJudgedByFault(result)) {
      result = await runCase(one, target, options);
      stopped = await attempt(options.afterEach?.(result));
    }
    results.push(result);
    options.onEnd?.(result);
    stopped ??= options.ticket?.ended ?? options.stop?.();
  }
  const { base: url, kind, version } = target;
  const ms = Math.round(performance.now() - begun);
  return {
    target: { url, kind, version },
    startedAt,
    ms,
    results,
    ...(stopped !== undefined && { stopped }),
  };
}

/**
 * Whether a case was judged by a fault of the server: a fault may pass, so the case is asked once more before it is
 * believed.
 */
function isJudgedByFault({ status, observations, exchanges }: CaseResult): boolean {
  const isFault = (exchanges.at(-1)?.status ?? 0) >= 500;
  return isFault && (status === 'fail' || observations.some(({ choice }) => choice === null));
}

async function attempt(work: Promise<void> | undefined): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
