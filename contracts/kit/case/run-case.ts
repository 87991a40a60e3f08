/**
 * Running one case.
 * @module
 */

import { openSession, type Session } from '../session/session.ts';
import type { Ticket } from '../session/ticket.ts';
import type { Exchange } from '../session/transcript.ts';
import type { Task } from '../session/wire.ts';
import { choiceOf, dropWorld, resetWorld } from '../target/control.ts';
import { createInventory, type Inventory } from '../target/inventory.ts';
import { atWorld, type Target } from '../target/target.ts';
import type { Case, CaseFacts, Observation } from './case.ts';
import { excused, type Status, type Verdict, verdictOf } from './verdict.ts';

export interface CaseResult extends Verdict, CaseFacts {
  readonly need: string;
  /** Wall time in ms. */
  readonly ms: number;
  readonly observations: readonly Observation[];
  readonly exchanges: readonly Exchange[];
  /** On a fake: the world that was made for the case. */
  readonly world?: {
    /** The base URL of its operations. */
    readonly url: string;
    /** Whether it is still there, as the case left it. */
    readonly isKept: boolean;
  };
}

export interface RunOptions {
  /** On a real target: the id of the only host that may be changed. */
  readonly onlyHost?: string;
  /** On a real target: used for all cases, so that there is one login. */
  readonly ticket?: Ticket;
  readonly onPoll?: (task: Task) => void;
  /** The worlds of a fake that are not dropped: those of cases that failed or are in error, or all. */
  readonly keepWorlds?: KeptWorlds;
}

export const KEPT_WORLDS = ['failed', 'all'] as const;
export type KeptWorlds = (typeof KEPT_WORLDS)[number];

/** How often a case is run while others change what it looks at. */
const TRIES = 3;

/**
 * Runs a case against a target. Never throws: whatever happens becomes the verdict. Others may work on a real target: a
 * case that only looks is run again if it fails and what it looked at has changed meanwhile.
 */
export async function runCase(one: Case, target: Target, options: RunOptions = {}): Promise<CaseResult> {
  const mayBeDisturbed = target.kind === 'real' && one.tier !== 'lifecycle';
  for (let left = TRIES; ; left -= 1) {
    const { inventory, ...result } = await tryCase(one, target, options);
    if (!mayBeDisturbed || result.status !== 'fail') return result;
    const changed = (await inventory?.changes().catch(() => [])) ?? [];
    if (changed.length === 0) return result;
    if (left === 1) return { ...result, status: 'inconclusive', reason: disturbance(changed) };
  }
}

/** So many names of what has changed are told. */
const MOST_NAMES = 5;

function disturbance(changed: readonly string[]): string {
  const more = changed.length > MOST_NAMES ? ` and ${changed.length - MOST_NAMES} more` : '';
  const names = changed.slice(0, MOST_NAMES).join(', ');
  return `Others changed what the case compares, ${TRIES} times: ${names}${more}.`;
}

async function tryCase(
  one: Case,
  target: Target,
  options: RunOptions,
): Promise<CaseResult & { readonly inventory: Inventory | undefined }> {
  const begun = performance.now();
  const name = worldNameOf(one);
  const place = target.kind === 'fake' ? atWorld(target, name) : target;
  let session: Session | undefined;
  let inventory: Inventory | undefined;
  let observation: Observation | undefined;
  let verdict: Verdict = { status: 'pass' };
  try {
    if (target.kind === 'fake') {
      const { seed: scenario, clock = 'polls', behaviours = {} } = one.needs;
      await resetWorld(place, { scenario, clock, behaviours });
    }
    session = await openSession(place, options);
    inventory = inventoryFor(session, target, options);
    observation = await one.run(session.tools, inventory);
    if (observation !== undefined) verdict = await judge(place, observation);
  } catch (error) {
    verdict = soften(verdictOf(error), one, target);
    if (verdict.status === 'fail' && target.kind === 'fake' && one.rests !== undefined)
      verdict = await excused(verdict, one.rests, (row) => choiceOf(place, row));
  }
  const isKept = isWorldKept(verdict.status, options);
  if (target.kind === 'fake' && !isKept) await dropWorld(place, name).catch(() => {});
  return {
    ...factsOf(one),
    ...verdict,
    ms: Math.round(performance.now() - begun),
    observations: observation === undefined ? [] : [observation],
    exchanges: session?.exchanges ?? [],
    ...(target.kind === 'fake' && { world: { url: place.base, isKept } }),
    inventory,
  };
}

function isWorldKept(status: Status, { keepWorlds }: RunOptions): boolean {
  return keepWorlds === 'all' || (keepWorlds === 'failed' && (status === 'fail' || status === 'error'));
}

/** Returns the name of a case's world: one that a URL can hold. */
export function worldNameOf({ id }: CaseFacts): string {
  return `case-${id.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
}

function inventoryFor({ tools }: Session, { kind }: Target, { onlyHost }: RunOptions): Inventory {
  return createInventory(tools.api, {
    isDisposable: kind === 'fake',
    ...(onlyHost !== undefined && { onlyHost }),
  });
}

/** An assumed promise cannot fail on a real target: the result is an observation. */
function soften(verdict: Verdict, { evidence }: Case, { kind }: Target): Verdict {
  const isPromised = kind === 'fake' || evidence !== 'assumed';
  return verdict.status === 'fail' && !isPromised ? { ...verdict, status: 'observed' } : verdict;
}

/** A probe observes; a fake must also make the choice that its control API names. */
async function judge(target: Target, { row, choice, seen }: Observation): Promise<Verdict> {
  const reason = choice ?? 'none of the known choices';
  if (target.kind === 'real') return { status: 'observed', reason };
  const expected = await choiceOf(target, row);
  if (expected === undefined || expected === choice) return { status: 'observed', reason };
  return {
    status: 'fail',
    reason: 'The fake does not do what it says it does.',
    expected,
    received: choice ?? seen,
  };
}

/** Returns what is known of a case before it is run. */
export function factsOf({
  id,
  promise,
  tier,
  evidence,
  source,
  needs,
  rests,
  row,
}: Case): CaseFacts & { readonly need: string } {
  return {
    id,
    promise,
    tier,
    evidence,
    source,
    need: needs.name,
    ...(rests !== undefined && { rests }),
    ...(row !== undefined && { row }),
  };
}
