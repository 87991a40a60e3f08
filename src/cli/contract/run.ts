/**
 * `cloudtower-fake contract`: runs the suite against a target and reports the results.
 * @module
 */
import type { Case } from '../../../contracts/kit/case/case.ts';
import { EXIT_CODES, outcomeOf, type Run } from '../../../contracts/kit/case/outcome.ts';
import { runSuite } from '../../../contracts/kit/case/run-suite.ts';
import { terminalReport } from '../../../contracts/kit/report/terminal.ts';
import { IntentFileError } from '../../../contracts/kit/safety/intent-file.ts';
import { runSafely } from '../../../contracts/kit/safety/run-safely.ts';
import { unfinished } from '../../../contracts/kit/safety/sweep.ts';
import { signIn } from '../../../contracts/kit/session/login.ts';
import type { Target } from '../../../contracts/kit/target/target.ts';
import { CASES, GROUPS } from '../../../contracts/suite/index.ts';
import { PROBES } from '../../../contracts/suite/probes/index.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../values.ts';
import { listOf } from './list.ts';
import type { ContractOptions } from './options.ts';
import { planOf } from './plan.ts';
import { createProgress } from './progress.ts';
import { writeReports } from './reports.ts';
import { watchForStop } from './stop.ts';
import { openSelectedTarget } from './target.ts';
import { withUsageErrors } from './usage-errors.ts';

/** Runs the suite. Returns the exit code. Rejects with UsageError if the run cannot start. */
export async function contract(options: ContractOptions, terminal: Terminal): Promise<number> {
  const selected = select(CASES, options);
  if (options.list) return print(listOf(selected, GROUPS, terminal.columns), terminal);
  const target = await openSelectedTarget(options);
  const cases = target.kind === 'fake' ? selected : permitted(selected, options);
  assertWorlds(target, options);
  if (target.kind === 'real') warnOfUnfinished(options, terminal);
  if (options.plan) return print(await withUsageErrors(() => planOf(cases, target, options)), terminal);
  const run = await withUsageErrors(() => runCases(cases, target, options, terminal));
  const { colours, columns } = terminal;
  print(terminalReport(run, { colours, columns, groups: GROUPS }), terminal);
  writeReports(run, options);
  return EXIT_CODES[outcomeOf(run)];
}

async function runCases(
  cases: readonly Case[],
  target: Target,
  options: ContractOptions,
  { warn }: Terminal,
): Promise<Run> {
  const progress = createProgress(warn, { cases: cases.length, isEachTold: target.kind === 'real' });
  if (target.kind === 'fake') {
    await signIn(target);
    const { keepWorlds } = options;
    const { onBegin, onEnd } = progress;
    return runSuite(cases, target, { onBegin, onEnd, ...(keepWorlds !== undefined && { keepWorlds }) });
  }
  const stop = watchForStop(options.limitMs, warn);
  const { host, intents } = options;
  const permission = host === undefined ? {} : { allowed: { host, intents } };
  try {
    return await runSafely(cases, target, {
      ...progress,
      probes: PROBES.filter(({ tier }) => tier === 'read' || options.allowMaintenance),
      stop: stop.reason,
      say: warn,
      ...permission,
    });
  } finally {
    stop.release();
  }
}

/** Throws UsageError if worlds are to be kept, and the target has none that outlive the run. */
function assertWorlds({ kind }: Target, { keepWorlds, url }: ContractOptions): void {
  if (keepWorlds === undefined) return;
  if (kind === 'real')
    throw new UsageError('--keep-worlds: cases have worlds of their own only on a fake, without --as-real');
  if (url === undefined)
    throw new UsageError(
      '--keep-worlds: the fake in this process ends with it; run cloudtower-fake and name it with --url',
    );
}

/** A run that only reads may begin while a host is as an earlier run left it: what it reads is then not as usual. */
function warnOfUnfinished({ intents, allowMaintenance }: ContractOptions, { warn }: Terminal): void {
  if (allowMaintenance) return;
  try {
    const log = unfinished(intents);
    if (log === undefined) return;
    warn(
      `Warning: ${intents} is of a run that has not put everything back: host ${log.baseline.host.name} of ${log.target.url} may still be in maintenance mode. Finish it: cloudtower-fake contract sweep ${intents}`,
    );
  } catch (error) {
    if (!(error instanceof IntentFileError)) throw error;
    warn(`Warning: ${error.message}`);
  }
}

function select(cases: readonly Case[], { tiers, cases: ids }: ContractOptions): readonly Case[] {
  const selected = cases.filter(
    ({ id, tier }) =>
      (tiers.length === 0 || tiers.includes(tier)) &&
      (ids.length === 0 || ids.some((prefix) => id.startsWith(prefix))),
  );
  if (selected.length > 0) return selected;
  throw new UsageError('contract: no case is left by --tier and --case; see contract --list');
}

/** Returns the cases that may run on a CloudTower. Without permission to change anything, only read cases run. */
function permitted(cases: readonly Case[], { allowMaintenance, tiers }: ContractOptions): readonly Case[] {
  if (allowMaintenance) return cases;
  if (tiers.some((tier) => tier !== 'read')) {
    throw new UsageError(
      `--tier ${tiers.join(', ')}: a CloudTower is only read without --allow-maintenance and --host`,
    );
  }
  const reads = cases.filter(({ tier }) => tier === 'read');
  if (reads.length > 0) return reads;
  throw new UsageError('--case: these cases change something; they need --allow-maintenance and --host');
}

function print(text: string, terminal: Terminal): number {
  terminal.print(text);
  return EXIT_CODES.passed;
}
