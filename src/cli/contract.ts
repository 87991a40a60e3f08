/**
 * `cloudtower-fake contract`: asks a target to keep its promises, and says which it does not.
 * @module
 */
import type { Case } from '../../contracts/harness/case.ts';
import { EXIT_CODES, outcomeOf } from '../../contracts/harness/outcome.ts';
import { terminalReport } from '../../contracts/harness/report/terminal.ts';
import { runSuite } from '../../contracts/harness/run-suite.ts';
import { openTarget, type Target, TargetError } from '../../contracts/harness/target.ts';
import { createTransport } from '../../contracts/harness/transport.ts';
import { CASES, GROUPS } from '../../contracts/suite/index.ts';
import { createFake, DEFAULTS } from '../server/fake.ts';
import { listOf } from './contract-list.ts';
import type { ContractOptions } from './contract-options.ts';
import { UsageError } from './values.ts';

/** Runs the suite; answers the exit code. Throws UsageError if it cannot begin. */
export async function contract(options: ContractOptions): Promise<number> {
  const chosen = choose(CASES, options);
  if (options.list) {
    console.log(listOf(chosen));
    return EXIT_CODES.kept;
  }
  const target = await open(options);
  const run = await runSuite(chosen, target);
  console.log(terminalReport(run, { colours: process.stdout.isTTY, groups: GROUPS }));
  return EXIT_CODES[outcomeOf(run)];
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

async function open(options: ContractOptions): Promise<Target> {
  try {
    return await (options.url === undefined ? openOwnFake(options) : openUrl(options.url, options));
  } catch (error) {
    if (error instanceof TargetError) throw new UsageError(error.message);
    throw error;
  }
}

/** A fresh fake in this process: its worlds are private, so nothing needs a port. */
function openOwnFake({ asReal }: ContractOptions): Promise<Target> {
  const { user, password } = DEFAULTS;
  const fake = createFake();
  return openTarget({
    url: 'http://fake.localhost',
    transport: (request) => fake.fetch(request),
    user,
    password,
    asReal,
  });
}

function openUrl(url: string, options: ContractOptions): Promise<Target> {
  const { ca, insecure, user, password, token, controlToken, asReal, pollMs, stepLimitMs } = options;
  return openTarget({
    url,
    transport: createTransport({ insecure, ...(ca !== undefined && { ca }) }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(token !== undefined && { token }),
    ...(controlToken !== undefined && { controlToken }),
    asReal,
    pollMs,
    stepLimitMs,
  });
}
