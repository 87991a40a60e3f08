/**
 * A case is one promise of the wire as data, and the function that asks a target to keep it.
 * @module
 */
import { BEHAVIOURS, type BehaviourId, type Choice, type Evidence } from '../../behaviours/index.ts';
import type { Inventory } from '../target/inventory.ts';
import type { Need } from './need.ts';
import type { Tools } from './tools.ts';
import { prepared } from './verdict.ts';

/**
 * What a case does to its target: `read` nothing, `precheck` starts checks, `lifecycle` changes hosts and VMs.
 */
export const TIERS = ['read', 'precheck', 'lifecycle'] as const;
export type Tier = (typeof TIERS)[number];

/** Choices by open row: a promise that rests on them is made only by a target that makes one of them in each row. */
export type Rests = { readonly [B in BehaviourId]?: readonly Choice<B>[] };

export interface CaseFacts {
  /** Such as ENTER-007. */
  readonly id: string;
  /** What the wire promises, in one sentence. */
  readonly promise: string;
  readonly tier: Tier;
  readonly evidence: Evidence;
  /** Where the evidence is. */
  readonly source: string;
  readonly rests?: Rests;
  /** A probe promises nothing: it observes which choice of this row the target makes. */
  readonly row?: BehaviourId;
}

/** The facts of one case in a table, whose cases share tier, needs and run. */
export type CaseRow = Omit<CaseFacts, 'tier' | 'row'>;

export interface Case extends CaseFacts {
  readonly needs: Need<unknown>;
  /**
   * Throws unless the promise is kept; verdict.ts says what each error means. A probe returns its observation.
   */
  readonly run: (tools: Tools, inventory: Inventory) => Promise<Observation | undefined>;
}

/** Which choice of a row a target makes. */
export interface Observation {
  readonly row: BehaviourId;
  /** Null if the table does not list it. */
  readonly choice: string | null;
  /** The details, when the choice does not tell them. */
  readonly seen?: unknown;
}

interface CaseDefinition<T> extends Omit<CaseFacts, 'row'> {
  readonly needs: Need<T>;
  readonly run: (tools: Tools, needed: T) => Promise<void>;
}

export function defineCase<T>({ run, ...definition }: CaseDefinition<T>): Case {
  return {
    ...definition,
    run: async (tools, inventory) => {
      await run(tools, await prepared(() => definition.needs.find(inventory)));
      return undefined;
    },
  };
}

interface ProbeDefinition<T> {
  readonly row: BehaviourId;
  readonly tier: Tier;
  readonly needs: Need<T>;
  readonly run: (tools: Tools, needed: T) => Promise<ProbeResult>;
}

export interface ProbeResult {
  /** The choice that the target makes; undefined if none of the row's choices fits. */
  readonly choice: string | undefined;
  readonly seen?: unknown;
}

/** A probe is a case that observes which choice of a row the target makes. */
export function defineProbe<T>({ row, tier, needs, run }: ProbeDefinition<T>): Case {
  const { question, source } = BEHAVIOURS[row];
  return {
    id: `PROBE-${row}`,
    promise: question,
    tier,
    evidence: 'assumed',
    source,
    row,
    needs,
    run: async (tools, inventory) =>
      observationOf(row, await run(tools, await prepared(() => needs.find(inventory)))),
  };
}

function observationOf(row: BehaviourId, { choice, seen }: ProbeResult): Observation {
  const isKnown = choice !== undefined && Object.hasOwn(BEHAVIOURS[row].choices, choice);
  return { row, choice: isKnown ? choice : null, ...(seen !== undefined && { seen }) };
}

/** A case lacks something, or its id is taken. */
export class CaseError extends Error {
  override readonly name = 'CaseError';
}

const ID = /^(?:[A-Z]+(?:-[A-Z]+)*-\d{3}|PROBE-.+)$/;

/** Returns all cases, in order. Throws CaseError that names each faulty case. */
export function collect(groups: Readonly<Record<string, readonly Case[]>>): readonly Case[] {
  const cases = Object.values(groups).flat();
  const taken = new Set<string>();
  const faults = cases.flatMap((one) => {
    const isTaken = taken.has(one.id);
    taken.add(one.id);
    return [...faultsOf(one), ...(isTaken ? ['its id is taken'] : [])].map(
      (fault) => `${one.id || '(no id)'}: ${fault}`,
    );
  });
  if (faults.length > 0) throw new CaseError(`Cases that cannot be collected: ${faults.join('; ')}.`);
  return cases;
}

function faultsOf({ id, promise, tier, evidence, source, needs }: Case): string[] {
  const faults = [
    !ID.test(id) && 'its id must be like ENTER-007',
    !/^\S.*\S[.?]$/s.test(promise) && 'its promise must be one sentence',
    !TIERS.includes(tier) && 'its tier is missing',
    !EVIDENCE.includes(evidence) && 'its evidence is missing',
    source.trim() === '' && 'its source is missing',
    needs.name.trim() === '' && 'its need is missing',
  ];
  return faults.filter((fault) => fault !== false);
}

const EVIDENCE: readonly Evidence[] = ['specified', 'documented', 'observed', 'assumed'];
