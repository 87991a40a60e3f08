/**
 * `cloudtower-fake contract record`: a target's layout as a scenario, anonymised.
 * @module
 */
import { stringify } from 'yaml';
import { createApi } from '../../contracts/harness/client.ts';
import { EXIT_CODES } from '../../contracts/harness/outcome.ts';
import { record } from '../../contracts/harness/record.ts';
import { readOnly } from '../../contracts/harness/safety/limited.ts';
import { logIn } from '../../contracts/harness/session.ts';
import type { ContractOptions } from './contract-options.ts';
import { openChosen } from './contract-target.ts';
import { UsageError } from './values.ts';

/** Prints a scenario. Throws UsageError without a target to record. */
export async function contractRecord(options: ContractOptions): Promise<number> {
  if (options.url === undefined) throw new UsageError('contract record: name the CloudTower with --url');
  const target = await openChosen({ ...options, asReal: true });
  const transport = readOnly(target);
  const scenario = await record(createApi(target.base, transport, await logIn(target, transport)));
  console.log(
    `# The layout of a CloudTower ${target.version}, anonymised. Serve it: cloudtower-fake serve --scenario FILE`,
  );
  console.log(stringify(scenario));
  return EXIT_CODES.kept;
}
