/**
 * Placement: which host can take a VM. It changes no record.
 * @module
 */
import { join, message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import type { HostRecord, VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { Load, type Move } from './load.ts';
import {
  isTargetRule,
  TARGET_RULE_IDS,
  TARGET_RULES,
  type TargetQuestion,
  type TargetRuleId,
  TIE_RULE_IDS,
  TIE_RULES,
  type TieRuleId,
} from './rules.ts';

/** Why a VM cannot move: the rule that forbids it, and the reason in words. */
export interface Obstacle {
  readonly rule: TieRuleId | TargetRuleId;
  readonly reason: Text;
}

export type Placement = { readonly target: HostRecord } | { readonly obstacle: Obstacle };

/**
 * Returns the host that a VM would move to: of the hosts that can take it, the one with the most free memory, then the
 * first by name. Assumed: the real scheduler's order is not documented. `tieMove` is the move whose tie rules apply. A
 * powered-off VM that starts on another host needs memory as in a live move, but is tied as in a cold move.
 */
export function placeVm(
  world: World,
  vm: VmRecord,
  move: Move,
  load: Load = new Load(world),
  tieMove: Move = move,
): Placement {
  const tie = findTie(world, vm, tieMove);
  if (tie !== undefined) return { obstacle: tie };
  const others = load.ranked(vm.cluster).filter((host) => host.id !== vm.host);
  const target = others.find((host) => whyNot(world, vm, host, move, load) === undefined);
  return target === undefined ? { obstacle: summarize(world, vm, others, move, load) } : { target };
}

/** Returns why `target` cannot take `vm`, or undefined if it can. */
export function whyNot(
  world: World,
  vm: VmRecord,
  target: HostRecord,
  move: Move,
  load: Load = new Load(world),
): Obstacle | undefined {
  const question: TargetQuestion = { world, vm, target, load };
  for (const id of TARGET_RULE_IDS) {
    const { [id]: rule } = TARGET_RULES;
    if (!rule.forbids.includes(move)) continue;
    const reason = rule.why(question);
    if (reason === undefined) continue;
    world.traceRule(id);
    return { rule: id, reason: message('placement.cannot-take', { host: target.name, reason }) };
  }
  return undefined;
}

/** Returns what ties a VM to its host for this kind of move, or undefined if nothing does. */
export function findTie(world: World, vm: VmRecord, move: Move): Obstacle | undefined {
  for (const id of TIE_RULE_IDS) {
    const { [id]: rule } = TIE_RULES;
    if (!rule.forbids.includes(move)) continue;
    const reason = rule.why(vm);
    if (reason === undefined) continue;
    world.traceRule(id);
    return { rule: id, reason };
  }
  return undefined;
}

/** Returns the reasons of all hosts, with the rule that the closest candidate failed. */
function summarize(
  world: World,
  vm: VmRecord,
  hosts: readonly HostRecord[],
  move: Move,
  load: Load,
): Obstacle {
  const obstacles = hosts.map((host) => whyNot(world, vm, host, move, load)).filter((o) => o !== undefined);
  const nearest = obstacles.reduce((last, { rule }) => Math.max(last, rankOf(rule)), 0);
  const reasons = obstacles.map((obstacle) => obstacle.reason);
  const reason = reasons.length > 0 ? join(reasons) : message('placement.no-other-host');
  return { rule: TARGET_RULE_IDS[nearest] ?? 'host-usable', reason };
}

function rankOf(rule: Obstacle['rule']): number {
  return TARGET_RULE_IDS.findIndex((id) => id === rule);
}

/** Returns the reason as a failed task gives it: with the scheduler's filter, if one is known. */
export function reasonWithFilter({ rule, reason }: Obstacle): Text {
  const filter = isTargetRule(rule) ? TARGET_RULES[rule].filter : undefined;
  return filter === undefined ? reason : message('placement.by-filter', { reason, filter });
}

/** Returns the reason for a move to a host: it can take the VM. */
export function canTake({ name }: HostRecord): Text {
  return message('placement.can-take', { host: name });
}
