/**
 * What keeps a host out of maintenance mode. The names are those of CloudTower's web UI; that the cluster
 * uses the same names is assumed.
 * @module
 */
import type { Evidence } from '../../../../contracts/behaviours/index.ts';
import { hostsOf } from '../world/derived.ts';
import { isInOrEnteringMaintenance, isLeaving, leavingHosts, whyOutOfReach } from '../world/host.ts';
import { Memo } from '../world/memo.ts';
import type { Finding, HostRecord, Id } from '../world/records.ts';
import { en, listed, type Text, text, zh } from '../world/text.ts';
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
  /** The reasons why the host cannot enter; empty if there are none. */
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
      return why === undefined ? [] : [ofHost(host, why)];
    },
  },
  check_host_exists_maintenance_mode: {
    meaning: 'No other host of the cluster is entering, in or leaving maintenance.',
    evidence: 'documented',
    source: 'product manual, web UI',
    find: ({ world, host }) =>
      otherInMaintenance(world, host).map(({ name }) =>
        text(
          `host ${name} is entering, in or leaving maintenance mode`,
          `主机 ${name} 正在进入、处于或正在退出维护模式`,
        ),
      ),
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
      if (bytes <= 0) return [];
      return [text(`the cluster has ${bytes} bytes of data to recover`, `集群有 ${bytes} 字节的数据待恢复`)];
    },
  },
  check_vm_count: {
    meaning: `The host has at most ${VMS_PER_HOST_LIMIT} VMs, recycle bin included.`,
    evidence: 'documented',
    source: 'product manual 6.2; the name of the check is ours',
    find: ({ world, host }) => {
      const count = world.idsWhere('Vm', 'host', host.id).length;
      if (count <= VMS_PER_HOST_LIMIT) return [];
      const [limit, name] = [VMS_PER_HOST_LIMIT, host.name];
      return [
        text(
          `host ${name} has ${count} VMs, more than ${limit}`,
          `主机 ${name} 有 ${count} 台虚拟机，超过 ${limit} 台`,
        ),
      ];
    },
  },
};

/** Everything that keeps the host out of maintenance, in the order of the checks. */
export function findBlocking(world: World, host: HostRecord, plan: readonly PlannedVm[]): Finding[] {
  return Object.entries(CHECKS).flatMap(([check, { find }]) =>
    find({ world, host, plan }).map((reason) => {
      world.note(check);
      return { check, reason };
    }),
  );
}

/** Why a host that is in use cannot enter maintenance, whatever its VMs are. */
export function whyUnfit(world: World, host: HostRecord): Text | undefined {
  if (isLeaving(world, host)) return text('it is still taking its VMs back', '它仍在迁回虚拟机');
  return whyOutOfReach(host);
}

/** The other hosts of the cluster whose maintenance has begun and not wholly ended. */
export function otherInMaintenance(world: World, { id, cluster }: HostRecord): HostRecord[] {
  const begun = CLOSED.get(world, cluster, () => closedHosts(world, cluster));
  return [...new Set([...begun, ...leavingHosts(world, cluster)])]
    .filter((other) => other !== id)
    .toSorted()
    .map((other) => world.must('Host', other));
}

/** The hosts of a cluster that are entering or in maintenance, by the cluster's id. */
const CLOSED = new Memo<readonly Id[]>();

function closedHosts(world: World, cluster: Id): Id[] {
  return hostsOf(world, { id: cluster })
    .filter(isInOrEnteringMaintenance)
    .map(({ id }) => id);
}

/** Findings as one line for people. */
export function describeFindings(findings: readonly Finding[]): Text {
  return listed(
    findings.map(({ check, reason }) => text(en`${reason} (${check})`, zh`${reason}（${check}）`)),
  );
}

function blockedBy(rule: PlanRule, plan: readonly PlannedVm[]): Text[] {
  return plan
    .filter((planned) => planned.action === 'block' && planned.rule === rule)
    .map(({ name, reason }) => text(en`VM ${name}: ${reason}`, zh`虚拟机 ${name}：${reason}`));
}

/** A reason that is about a host itself. */
export function ofHost({ name }: HostRecord, why: Text): Text {
  return text(en`host ${name}: ${why}`, zh`主机 ${name}：${why}`);
}
