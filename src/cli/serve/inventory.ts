/**
 * The starting inventory: a built-in scenario, a file, or a generated one.
 * @module
 */
import type { Counts } from '../../fixtures/generate.ts';
import { type Scenario, ScenarioError } from '../../fixtures/scenario.ts';
import { SCENARIOS } from '../../fixtures/scenarios/index.ts';
import { readText, UsageError } from '../values.ts';
import type { ServeOptions } from './options.ts';

export interface Inventory {
  /** The name for display. */
  readonly name: string;
  readonly scenario: Scenario;
}

const COUNTS = { clusters: 1, hosts: 4, vms: 24 } as const;
/** The most hosts and VMs in all clusters together. */
const LIMITS = { hosts: 10_000, vms: 200_000 } as const;

/** Returns the inventory that the options select. Rejects with UsageError if it does not exist or is invalid. */
export async function inventoryOf(options: ServeOptions): Promise<Inventory> {
  const { clusters, hosts, vms, scenario, seed } = options;
  if (clusters === undefined && hosts === undefined && vms === undefined)
    return { name: scenario, scenario: await loadScenario(scenario) };
  if (scenario !== 'default')
    throw new UsageError('--scenario and --clusters, --hosts, --vms exclude each other');
  return generate(
    { clusters: clusters ?? COUNTS.clusters, hosts: hosts ?? COUNTS.hosts, vms: vms ?? COUNTS.vms },
    seed,
  );
}

async function generate(counts: Counts, seed: string): Promise<Inventory> {
  const [hosts, vms] = [counts.clusters * counts.hosts, counts.clusters * counts.vms];
  if (hosts > LIMITS.hosts || vms > LIMITS.vms) {
    throw new UsageError(
      `${hosts} hosts and ${vms} VMs in all are too many: at most ${LIMITS.hosts} and ${LIMITS.vms}`,
    );
  }
  // The generator is loaded only when needed: its names come from a large library.
  const { generateScenario } = await import('../../fixtures/generate.ts');
  return {
    name: `generated, ${counts.clusters} clusters of ${counts.hosts} hosts and ${counts.vms} VMs`,
    scenario: generateScenario(counts, seed),
  };
}

async function loadScenario(name: string): Promise<Scenario> {
  const builtIn = Object.hasOwn(SCENARIOS, name) ? SCENARIOS[name] : undefined;
  if (builtIn !== undefined) return builtIn;
  const label = `--scenario`;
  const isFile = /[./\\]/.test(name);
  if (!isFile)
    throw new UsageError(
      `${label} ${name}: there is no such scenario (${Object.keys(SCENARIOS).join(', ')}), and it does not look like a file`,
    );
  const { parseScenario } = await import('../../fixtures/parse-scenario.ts');
  try {
    return parseScenario(readText(label, name));
  } catch (error) {
    if (error instanceof ScenarioError) throw new UsageError(`${label} ${name}: ${error.message}`);
    throw error;
  }
}
