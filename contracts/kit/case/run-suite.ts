/**
 * Running many cases, one after another, so as not to load a real target.
 * @module
 */

import type { Target } from '../target/target.ts';
import type { Case, Tier } from './case.ts';
import type { Run } from './outcome.ts';
import { type CaseResult, factsOf, type RunOptions, runCase } from './run-case.ts';
import { type Basis, excused, messageOf } from './verdict.ts';

export interface SuiteOptions extends RunOptions {
  /** Called when a case begins. */
  readonly onBegin?: (one: Case) => void;
  readonly onEnd?: (result: CaseResult) => void;
  /** The probes that tell what a real target chose, where a failed case rests on that. */
  readonly probes?: readonly Case[];
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
  const runOne = async (one: Case): Promise<CaseResult> => {
    const result = await runCase(one, target, options);
    stopped = await attempt(options.afterEach?.(result));
    return result;
  };
  const probed = new Map<string, CaseResult>();
  /** Returns what the target chose: as it was observed before, or as the row's probe observes it now. */
  const choiceOf = async (row: string): Promise<string | null | undefined> => {
    const probe = options.probes?.find((one) => one.row === row);
    const known = results.find((result) => result.row === row) ?? probed.get(row);
    if (known === undefined && (probe === undefined || stopped !== undefined)) return undefined;
    const result = known ?? (probe && (await runOne(probe)));
    if (result !== undefined) probed.set(row, result);
    return result?.observations.find((observation) => observation.row === row)?.choice;
  };
  for (const one of cases) {
    if (stopped !== undefined) break;
    options.onBegin?.(one);
    const reason = whyUnasked(one, results);
    if (reason !== undefined) {
      results.push(unasked(one, reason));
      options.onEnd?.(unasked(one, reason));
      continue;
    }
    let result = await runOne(one);
    if (stopped === undefined && isJudgedByFault(result)) result = await runOne(one);
    if (
      stopped === undefined &&
      result.status === 'fail' &&
      target.kind === 'real' &&
      one.rests !== undefined
    )
      result = await excused(result, one.rests, choiceOf);
    results.push(result);
    options.onEnd?.(result);
    stopped ??= options.ticket?.ended ?? options.stop?.();
  }
  const { base: url, kind, name, version } = target;
  const ms = Math.round(performance.now() - begun);
  return {
    target: { url, kind, name, version },
    startedAt,
    ms,
    results,
    ...(stopped !== undefined && { stopped }),
  };
}

/** What the cases of each tier need of a target. */
const BASES: Readonly<Record<Tier, readonly Basis[]>> = {
  read: ['login'],
  precheck: ['login', 'task-end'],
  lifecycle: ['login', 'task-end'],
};

const MISSING: Readonly<Record<Basis, string>> = {
  login: 'Nobody can log in',
  'task-end': 'Tasks do not end',
};

/** A target that has failed so often to give what other cases need is not asked for it again: each time may take long. */
const STRIKES = 3;

/** Returns why a case is not asked, if the target has failed others that need the same. */
function whyUnasked({ tier }: Case, results: readonly CaseResult[]): string | undefined {
  for (const basis of BASES[tier]) {
    const failed = results.filter(({ missing }) => missing === basis).map(({ id }) => id);
    if (failed.length >= STRIKES) return `${MISSING[basis]}: ${failed.join(', ')}.`;
  }
  return undefined;
}

function unasked(one: Case, reason: string): CaseResult {
  return { ...factsOf(one), status: 'skip', reason, ms: 0, observations: [], exchanges: [] };
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
