/**
 * The checks that a host must pass to enter maintenance mode. Their names are those of CloudTower's web UI; that the
 * cluster uses the same names is assumed.
 * @module
 */
import type { Evidence } from '../../../../contracts/behaviours/index.ts';
import { join, message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import { hostsOf } from '../world/derived.ts';
import { isInOrEnteringMaintenance, isLeaving, leavingHosts, whyOutOfReach } from '../world/host.ts';
import { Memo } from '../world/memo.ts';
import type { Finding, HostRecord, Id } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { PLAN_RULES, type PlannedVm, type PlanRule } from './plan.ts';

interface Subject {
  readonly world: World;
  readonly host: HostRecord;
  readonly plan: readonly PlannedVm[];
}

export interface Check {
  readonly meaning: string;
  readonly evidence: Evidence;
  readonly source: string;
  /** Returns the reasons why the host cannot enter; empty if it can. */
  readonly find: (subject: Subject) => readonly Text[];
}

/** Documented for 6.2 and later, recycle bin included. */
const VMS_PER_HOST_LIMIT = 150;

export type CheckId =
  | 'check_host_state'
  | 'check_host_exists_maintenance_mode'
  | 'check_exists_suspend_or_unknown_vms'
  | 'check_vms_can_live_migrate'
  | 'check_ha_enabled_vms_can_offline_migrate'
  | 'check_storage_need_recover'
  | 'check_vm_count';

export const CHECKS: Readonly<Record<CheckId, Check>> = {
  check_host_state: {
    meaning: 'The host is connected, not being removed, and not still taking VMs back.',
    evidence: 'assumed',
    source: 'a consumer treats these statuses as unavailable; the name of the check is ours',
    find: ({ world, host }) => {
      const why = whyUnfit(world, host);
      return why === undefined ? [] : [hostReason(host, why)];
    },
  },
  check_host_exists_maintenance_mode: {
    meaning: 'No other host of the cluster is entering, in or leaving maintenance.',
    evidence: 'documented',
    source: 'product manual, web UI',
    find: ({ world, host }) =>
      otherInMaintenance(world, host).map(({ name }) => message('check.other-host', { host: name })),
  },
  check_exists_suspend_or_unknown_vms: {
    meaning: PLAN_RULES.suspended.meaning,
    evidence: PLAN_RULES.suspended.evidence,
    source: PLAN_RULES.suspended.source,
    find: ({ plan }) => blockedBy('suspended', plan),
  },
  check_vms_can_live_migrate: {
    meaning: PLAN_RULES['system-service'].meaning,
    evidence: PLAN_RULES['system-service'].evidence,
    source: PLAN_RULES['system-service'].source,
    find: ({ plan }) => blockedBy('system-service', plan),
  },
  check_ha_enabled_vms_can_offline_migrate: {
    meaning: PLAN_RULES['ha-stuck'].meaning,
    evidence: PLAN_RULES['ha-stuck'].evidence,
    source: PLAN_RULES['ha-stuck'].source,
    find: ({ plan }) => blockedBy('ha-stuck', plan),
  },
  check_storage_need_recover: {
    meaning: 'The cluster is not recovering data (recover_data_size is 0).',
    evidence: 'assumed',
    source: 'web UI; the field it reads is our choice',
    find: ({ world, host }) => {
      const bytes = world.must('Cluster', host.cluster).recover_data_size ?? 0;
      return bytes > 0 ? [message('check.data-to-recover', { bytes })] : [];
    },
  },
  check_vm_count: {
    meaning: `The host has at most ${VMS_PER_HOST_LIMIT} VMs, recycle bin included.`,
    evidence: 'documented',
    source: 'product manual 6.2; the name of the check is ours',
    find: ({ world, host }) => {
      const count = world.idsWhere('Vm', 'host', host.id).length;
      if (count <= VMS_PER_HOST_LIMIT) return [];
      return [message('check.vm-count', { host: host.name, count, limit: VMS_PER_HOST_LIMIT })];
    },
  },
};

/** Returns every reason why a host cannot enter maintenance mode, in the order of the checks. */
export function findBlocking(world: World, host: HostRecord, plan: readonly PlannedVm[]): Finding[] {
  return Object.entries(CHECKS).flatMap(([check, { find }]) =>
    find({ world, host, plan }).map((reason) => {
      world.traceRule(check);
      return { check, reason };
    }),
  );
}

/** Returns why a host in use cannot enter maintenance, apart from its VMs; undefined if it can. */
export function whyUnfit(world: World, host: HostRecord): Text | undefined {
  return isLeaving(world, host) ? message('host-state.taking-vms-back') : whyOutOfReach(host);
}

/** Returns why a host that is entering or in maintenance cannot enter again. */
export function whyAlreadyBegun({ host_state }: HostRecord): Text {
  return message('host-state.already', { state: host_state?.state ?? '' });
}

/** Returns the other hosts of the cluster that are entering, in or leaving maintenance. */
export function otherInMaintenance(world: World, { id, cluster }: HostRecord): HostRecord[] {
  const enteringOrIn = MAINTENANCE_HOSTS.get(world, cluster, () => hostsInMaintenance(world, cluster));
  return [...new Set([...enteringOrIn, ...leavingHosts(world, cluster)])]
    .filter((other) => other !== id)
    .toSorted()
    .map((other) => world.must('Host', other));
}

/** The ids of the hosts that are entering or in maintenance, by cluster. */
const MAINTENANCE_HOSTS = new Memo<readonly Id[]>();

function hostsInMaintenance(world: World, cluster: Id): Id[] {
  return hostsOf(world, { id: cluster })
    .filter(isInOrEnteringMaintenance)
    .map(({ id }) => id);
}

/** Returns the message that a host cannot enter maintenance mode, with a reason. */
export function cannotEnter({ name }: HostRecord, reason: Text): Text {
  return message('maintenance.cannot-enter', { host: name, reason });
}

/** Returns findings as one line for people. */
export function describeFindings(findings: readonly Finding[]): Text {
  return join(findings.map(({ check, reason }) => message('check.finding', { check, reason })));
}

function blockedBy(rule: PlanRule, plan: readonly PlannedVm[]): Text[] {
  return plan
    .filter((planned) => planned.action === 'block' && planned.rule === rule)
    .map(({ name, reason }) => message('check.vm', { vm: name, reason }));
}

/** Returns a reason that names the host. */
export function hostReason({ name }: HostRecord, reason: Text): Text {
  return message('check.host', { host: name, reason });
}
