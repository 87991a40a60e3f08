/**
 * `cloudtower-fake contract --plan`: plans a run with read requests only.
 * @module
 */
import { type Case, TIERS } from '../../../contracts/kit/case/case.ts';
import { planSafely } from '../../../contracts/kit/safety/run-safely.ts';
import { countText } from '../../../contracts/kit/report/text.ts';
import type { Target } from '../../../contracts/kit/target/target.ts';
import type { ContractOptions } from './options.ts';

/** Returns the plan of a run as lines. Rejects with Refused if the host does not exist. */
export async function planOf(
  cases: readonly Case[],
  target: Target,
  options: ContractOptions,
): Promise<string> {
  const tiers = TIERS.map((tier) => `${cases.filter((one) => one.tier === tier).length} ${tier}`).join(', ');
  return [
    `Target: ${target.name} ${target.version} at ${target.base}`,
    `${countText(cases.length, 'case')}: ${tiers}`,
    ...(target.kind === 'fake'
      ? [
          'Each case gets a world of its own, which is made for it and dropped, unless --keep-worlds keeps it.',
        ]
      : await realPlan(cases, target, options)),
    'Nothing was done.',
  ].join('\n');
}

async function realPlan(
  cases: readonly Case[],
  target: Target,
  { host, intents }: ContractOptions,
): Promise<string[]> {
  if (host === undefined) return ['It would only be read: hosts, VMs, clusters, tasks and the like.'];
  const { lines } = await planSafely(cases, target, host);
  return [...lines, `Each change would be noted in ${intents} before it is made.`];
}
