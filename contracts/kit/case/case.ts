/**
 * A case: one promise of the wire as data, and the function that asks a target to keep it.
 * @module
 */
import { BEHAVIOURS, type BehaviourId, type Evidence } from '../../behaviours/index.ts';
import type { Scenario } from '../../control/scenario.ts';
import type { Inventory } from '../target/inventory.ts';
import type { Need } from './need.ts';
import type { Tools } from './tools.ts';

/** What a case does to its target. `read`: nothing. `precheck`: starts checks. `lifecycle`: changes hosts and VMs. */
export const TIERS = ['read', 'precheck', 'lifecycle'] as const;
export type Tier = (typeof TIERS)[number];

export interface CaseFacts {
  /** Such as ENTER-007. */
  readonly id: string;
  /** What the wire promises, in one sentence. */
  readonly promise: string;
  readonly tier: Tier;
  readonly evidence: Evidence;
  /** Where the evidence is. */
  readonly source: string;
  /** A probe promises nothing: it observes which choice of this row the target makes. */
  readonly row?: BehaviourId;
}

/** The facts of the cases of one tier, written short. */
export function inTier(tier: Tier) {
  return (id: string, promise: string, evidence: Evidence, source: string): CaseFacts => ({
    id,
    promise,
    tier,
    evidence,
    source,
  });
}

export interface Case extends CaseFacts {
  /** What it needs, by name. */
  readonly need: string;
  readonly seed: Scenario;
  readonly clock: 'polls' | 'manual';
  run(tools: Tools, inventory: Inventory): Promise<void>;
}

/** The function of a case; it throws what verdict.ts knows, and returns when the promise is kept. */
export type Ask<T> = (tools: Tools, needed: T) => Promise<void>;

/** A case that needs something. */
export function defineCase<T>(facts: CaseFacts, need: Need<T>, ask: Ask<T>): Case {
  const run = async (tools: Tools, inventory: Inventory) => ask(tools, await need.find(inventory));
  return { ...facts, need: need.name, seed: need.seed, clock: need.clock ?? 'polls', run };
}

/** A probe: the case that observes which choice of a row the target makes. */
export function defineProbe<T>(row: BehaviourId, tier: Tier, need: Need<T>, ask: Ask<T>): Case {
  const { question, source } = BEHAVIOURS[row];
  return defineCase(
    { id: `PROBE-${row}`, promise: question, tier, evidence: 'assumed', source, row },
    need,
    ask,
  );
}

/** Something about a case is missing or wrong. */
export class CaseError extends Error {
  override readonly name = 'CaseError';
}

const ID = /^(?:[A-Z]+(?:-[A-Z]+)*-\d{3}|PROBE-.+)$/;

/** All cases, in order. Throws CaseError naming each one that lacks something or whose id is taken. */
export function collect(groups: Readonly<Record<string, readonly Case[]>>): readonly Case[] {
  const cases = Object.values(groups).flat();
  const seen = new Set<string>();
  const wrong = cases.flatMap((one) => {
    const isTwice = seen.has(one.id);
    seen.add(one.id);
    return [...faultsOf(one), ...(isTwice ? ['its id is taken'] : [])].map(
      (fault) => `${one.id || '(no id)'}: ${fault}`,
    );
  });
  if (wrong.length > 0) throw new CaseError(`Cases that cannot be collected: ${wrong.join('; ')}.`);
  return cases;
}

function faultsOf({ id, promise, tier, evidence, source, need }: Case): string[] {
  const faults = [
    !ID.test(id) && 'its id must be like ENTER-007',
    !/^\S.*\S[.?]$/s.test(promise) && 'its promise must be one sentence',
    !TIERS.includes(tier) && 'its tier is missing',
    !EVIDENCE.includes(evidence) && 'its evidence is missing',
    source.trim() === '' && 'its source is missing',
    need.trim() === '' && 'its need is missing',
  ];
  return faults.filter((fault) => fault !== false);
}

const EVIDENCE: readonly Evidence[] = ['specified', 'documented', 'observed', 'assumed'];
