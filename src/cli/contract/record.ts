/**
 * `cloudtower-fake contract record`: records the layout of a CloudTower as an anonymised scenario.
 * @module
 */
import { stringify } from 'yaml';
import { EXIT_CODES } from '../../../contracts/kit/case/outcome.ts';
import { record } from '../../../contracts/kit/record/record.ts';
import { readOnly } from '../../../contracts/kit/safety/transports.ts';
import { createApi } from '../../../contracts/kit/session/client.ts';
import { logIn } from '../../../contracts/kit/session/login.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../values.ts';
import type { ContractOptions } from './options.ts';
import { openSelectedTarget } from './target.ts';
import { withUsageErrors } from './usage-errors.ts';

/** Prints a scenario. Returns the exit code. Rejects with UsageError without a target to record. */
export async function contractRecord(options: ContractOptions, terminal: Terminal): Promise<number> {
  if (options.url === undefined) throw new UsageError('contract record: name the CloudTower with --url');
  const target = await openSelectedTarget({ ...options, asReal: true });
  const transport = readOnly(target);
  const { scenario, notes } = await withUsageErrors(async () => {
    const token = await logIn(target, transport);
    return record(createApi(target.base, transport, token));
  });
  if (scenario.clusters.length === 0) throw new UsageError('contract record: there is no cluster with hosts');
  const about = [
    `The layout of a CloudTower ${target.version}, anonymised. Serve it: cloudtower-fake serve --scenario FILE`,
    ...notes,
  ];
  terminal.print(about.map((line) => `# ${line}`).join('\n'));
  terminal.print(stringify(scenario));
  return EXIT_CODES.passed;
}
