/**
 * The evacuation plan: what entering maintenance would do to every VM of a host, and why. It changes no record: the
 * precheck returns it, and entering carries it out.
 * @module
 */
import { type Evidence, isChosen } from '../../../../contracts/behaviours/index.ts';
import { message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import { Load } from '../placement/load.ts';
import { canTake, type Obstacle, placeVm } from '../placement/placement.ts';
import { isRunning, vmsOf } from '../world/derived.ts';
import { Memo } from '../world/memo.ts';
import type { HostRecord, Id, VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';

export type PlanRule =
  | 'can-move'
  | 'asked-for'
  | 'suspended'
  | 'system-service'
  | 'ha-off'
  | 'ha-stuck'
  | 'recycle-bin'
  | 'off';

/**
 * The rules about a VM's power state and role. A VM that must be shut down has the id of the tie or target rule that
 * forbids its move instead.
 */
export const PLAN_RULES: Readonly<Record<PlanRule, { meaning: string; evidence: Evidence; source: string }>> =
  {
    'can-move': {
      meaning: 'A running VM that another host can take is live-migrated.',
      evidence: 'documented',
      source: 'product manual',
    },
    'asked-for': {
      meaning: 'A VM named in shutdown_vms is shut down, even if it could be moved.',
      evidence: 'assumed',
      source: 'behaviour enter.listed-movable-vm',
    },
    suspended: {
      meaning: 'A SUSPENDED or UNKNOWN VM blocks.',
      evidence: 'documented',
      source: 'product manual, web UI check_exists_suspend_or_unknown_vms',
    },
    'system-service': {
      meaning: 'A VM that runs a system service and cannot be moved blocks; it is never shut down.',
      evidence: 'assumed',
      source: 'web UI check_vms_can_live_migrate',
    },
    'ha-off': {
      meaning: 'A powered-off VM with HA is migrated cold.',
      evidence: 'documented',
      source: 'product manual, published exit check',
    },
    'ha-stuck': {
      meaning: 'A powered-off VM with HA that no host can take blocks.',
      evidence: 'assumed',
      source: 'web UI check_ha_enabled_vms_can_offline_migrate',
    },
    'recycle-bin': {
      meaning: 'A VM in the recycle bin is migrated cold if a host can take it.',
      evidence: 'documented',
      source: 'published exit check',
    },
    off: {
      meaning: 'Any other powered-off VM stays.',
      evidence: 'assumed',
      source: 'behaviour evacuation.off-vm-without-ha',
    },
  };

/** The action for a VM, with the rule that decided and the reason in words. */
type Decision = { readonly rule: PlanRule | Obstacle['rule']; readonly reason: Text } & (
  | { readonly action: 'live-migrate' | 'offline-migrate'; readonly to: Id }
  | { readonly action: 'shut-down' | 'stay' | 'block' }
);

export type PlannedVm = { readonly vm: Id; readonly name: string } & Decision;

export interface PlanOptions {
  /** VMs to shut down even if they can be moved. */
  readonly shutDown?: ReadonlySet<Id>;
}

/** Returns the plan for a host, in the order of execution. Larger VMs come first, because they are harder to place. */
export function planEvacuation(
  world: World,
  host: HostRecord,
  { shutDown = NO_VMS }: PlanOptions = {},
): readonly PlannedVm[] {
  if (shutDown.size > 0) return makePlan(world, host, shutDown);
  return PLANS.get(world, host.id, () => makePlan(world, host, NO_VMS));
}

/** Returns what one VM needs now, whatever was planned before. */
export function planVm(world: World, vm: VmRecord, { shutDown = NO_VMS }: PlanOptions = {}): PlannedVm {
  return planOne(world, vm, shutDown, new Load(world));
}

const NO_VMS: ReadonlySet<Id> = new Set();
const PLANS = new Memo<readonly PlannedVm[]>();

function makePlan(world: World, host: HostRecord, shutDown: ReadonlySet<Id>): PlannedVm[] {
  const load = new Load(world);
  return vmsOf(world, host)
    .toSorted(bySize)
    .map((vm) => planOne(world, vm, shutDown, load));
}

function planOne(world: World, vm: VmRecord, shutDown: ReadonlySet<Id>, load: Load): PlannedVm {
  const decision = decide(world, vm, shutDown, load);
  world.traceRule(decision.rule);
  return { vm: vm.id, name: vm.name, ...decision };
}

function bySize(a: VmRecord, b: VmRecord): number {
  if (isRunning(a) !== isRunning(b)) return isRunning(a) ? -1 : 1;
  if (a.memory !== b.memory) return b.memory - a.memory;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function decide(world: World, vm: VmRecord, shutDown: ReadonlySet<Id>, load: Load): Decision {
  switch (vm.status) {
    case 'RUNNING':
      return decideRunning(world, vm, isShutDownRequested(vm, shutDown), load);
    case 'STOPPED':
      return decideStopped(world, vm, load);
    case 'SUSPENDED':
    case 'UNKNOWN':
      return { action: 'block', rule: 'suspended', reason: message('plan.status', { status: vm.status }) };
    case 'DELETED':
      return { action: 'stay', rule: 'off', reason: message('plan.deleted') };
  }
}

/** Whether the request shuts down a VM. It cannot shut down a system service. */
function isShutDownRequested(vm: VmRecord, shutDown: ReadonlySet<Id>): boolean {
  return vm.vm_usage === null && shutDown.has(vm.id);
}

/** `isRequested` matters only for a VM that can be moved. Any other VM must be shut down for another reason. */
function decideRunning(world: World, vm: VmRecord, isRequested: boolean, load: Load): Decision {
  const placement = placeVm(world, vm, 'live', load);
  if ('target' in placement && isRequested)
    return { action: 'shut-down', rule: 'asked-for', reason: message('plan.requested') };
  if ('target' in placement) {
    const { target } = placement;
    load.add(vm, target, 'live');
    return { action: 'live-migrate', to: target.id, rule: 'can-move', reason: canTake(target) };
  }
  const { rule, reason } = placement.obstacle;
  if (vm.vm_usage === null) return { action: 'shut-down', rule, reason };
  const stuck = message('plan.system-service', { service: vm.vm_usage, reason });
  return { action: 'block', rule: 'system-service', reason: stuck };
}

function decideStopped(world: World, vm: VmRecord, load: Load): Decision {
  const staysOff = isChosen(world.behaviours, 'evacuation.off-vm-without-ha', 'stays');
  if (!vm.ha && !vm.in_recycle_bin && staysOff)
    return { action: 'stay', rule: 'off', reason: message('plan.off-without-ha') };
  const rule = vm.in_recycle_bin ? 'recycle-bin' : vm.ha ? 'ha-off' : 'off';
  const placement = placeVm(world, vm, 'cold', load);
  if ('target' in placement) {
    const { target } = placement;
    load.add(vm, target, 'cold');
    return { action: 'offline-migrate', to: target.id, rule, reason: canTake(target) };
  }
  const { reason } = placement.obstacle;
  if (vm.ha) return { action: 'block', rule: 'ha-stuck', reason: message('plan.ha-stuck', { reason }) };
  return { action: 'stay', rule, reason };
}
