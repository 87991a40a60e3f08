/**
 * `cloudtower-fake contract`: asks a target to keep its promises, and says which it does not.
 * @module
 */
import type { Case } from '../../../contracts/kit/case/case.ts';
import { EXIT_CODES, outcomeOf, type Run } from '../../../contracts/kit/case/outcome.ts';
import { runSuite } from '../../../contracts/kit/case/run-suite.ts';
import { terminalReport } from '../../../contracts/kit/report/terminal.ts';
import { runSafely } from '../../../contracts/kit/safety/run-safely.ts';
import type { Target } from '../../../contracts/kit/target/target.ts';
import { CASES, GROUPS } from '../../../contracts/suite/index.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../values.ts';
import { explained } from './explain.ts';
import { listOf } from './list.ts';
import type { ContractOptions } from './options.ts';
import { planOf } from './plan.ts';
import { createProgress } from './progress.ts';
import { writeReports } from './reports.ts';
import { watchForStop } from './stop.ts';
import { openChosen } from './target.ts';

/** Runs the suite; answers the exit code. Throws UsageError if it cannot begin. */
export async function contract(options: ContractOptions, terminal: Terminal): Promise<number> {
  const chosen = choose(CASES, options);
  if (options.list) return print(listOf(chosen), terminal);
  const target = await openChosen(options);
  const asked = target.kind === 'fake' ? chosen : allowed(chosen, options);
  if (options.plan) return print(await explained(() => planOf(asked, target, options)), terminal);
  const run = await explained(() => ask(asked, target, options, terminal));
  print(terminalReport(run, { colours: terminal.colours, groups: GROUPS }), terminal);
  writeReports(run, options);
  return EXIT_CODES[outcomeOf(run)];
}

async function ask(
  cases: readonly Case[],
  target: Target,
  options: ContractOptions,
  { warn }: Terminal,
): Promise<Run> {
  if (target.kind === 'fake') return runSuite(cases, target);
  const stop = watchForStop(options.limitMs, warn);
  const { host, intents } = options;
  const leave = host === undefined ? {} : { allowed: { host, intents } };
  try {
    return await runSafely(cases, target, {
      ...createProgress(warn),
      stop: stop.reason,
      say: warn,
      ...leave,
    });
  } finally {
    stop.release();
  }
}

function choose(cases: readonly Case[], { tiers, cases: ids }: ContractOptions): readonly Case[] {
  const chosen = cases.filter(
    ({ id, tier }) =>
      (tiers.length === 0 || tiers.includes(tier)) &&
      (ids.length === 0 || ids.some((asked) => id.startsWith(asked))),
  );
  if (chosen.length > 0) return chosen;
  throw new UsageError('contract: no case is left by --tier and --case; see contract --list');
}

/** Without leave to change anything, a CloudTower is asked only what reading can tell. */
function allowed(cases: readonly Case[], { allowMaintenance, tiers }: ContractOptions): readonly Case[] {
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
  return EXIT_CODES.kept;
}
