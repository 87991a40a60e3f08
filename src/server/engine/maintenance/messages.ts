/**
 * What the maintenance operations say when they refuse or fail. The words are our own.
 * @module
 */
import type { EvacuatedVm, HostRecord, TaskRecord, VmRecord } from '../world/records.ts';
import { en, type Text, text, zh } from '../world/text.ts';

type Named = Pick<HostRecord | VmRecord, 'name'>;

export function cannotEnter({ name }: Named, why: Text): Text {
  return text(
    en`Host ${name} cannot enter maintenance mode: ${why}.`,
    zh`主机 ${name} 无法进入维护模式：${why}。`,
  );
}

export function cannotLeave({ name }: Named, why: Text): Text {
  return text(
    en`Host ${name} cannot leave maintenance mode: ${why}.`,
    zh`主机 ${name} 无法退出维护模式：${why}。`,
  );
}

export function cannotBeChecked({ name }: Named, why: Text): Text {
  return text(en`Host ${name} cannot be checked: ${why}.`, zh`无法检查主机 ${name}：${why}。`);
}

export function hasNoExitCheck({ name }: Named, why: Text): Text {
  return text(en`Host ${name} has no exit check: ${why}.`, zh`主机 ${name} 没有退出检查：${why}。`);
}

/** Part of a sentence about a host whose maintenance has begun. */
export function hostStateAlready({ host_state }: HostRecord): Text {
  const state = host_state?.state ?? '';
  return text(`its host_state is ${state} already`, `它的 host_state 已是 ${state}`);
}

/** Part of a sentence about a host that cannot leave. */
export function whyNotLeaving({ host_state }: HostRecord): Text {
  switch (host_state?.state) {
    case 'MAINTENANCE_MODE':
      return text('it is leaving already', '它已在退出');
    case 'ENTERING_MAINTENANCE_MODE':
      return text('it is still entering', '它仍在进入');
    default:
      return text('it is not in maintenance mode', '它不在维护模式');
  }
}

export function secondHost({ name }: Named): Text {
  return text(
    `Host ${name} of the same cluster is entering, in or leaving maintenance mode. One host of a cluster at a time.`,
    `同一集群的主机 ${name} 正在进入、处于或正在退出维护模式。每个集群同时只能有一台主机。`,
  );
}

export function secondCheck({ name }: Named, task: string): Text {
  return text(
    `Host ${name} of the same cluster is being checked (task ${task}). One check at a time: wait until that task has ended.`,
    `同一集群的主机 ${name} 正在检查（任务 ${task}）。同时只能有一个检查，请等待该任务结束。`,
  );
}

export function notAPrecheck({ id, description }: TaskRecord): Text {
  return text(
    `where.task_id: task ${id} is not a precheck. It is: ${description}.`,
    `where.task_id：任务 ${id} 不是预检查，而是：${description}。`,
  );
}

export function notOnHost(place: string, vm: Named, host: Named): Text {
  return text(
    `${place}: VM ${vm.name} is not on host ${host.name}.`,
    `${place}：虚拟机 ${vm.name} 不在主机 ${host.name} 上。`,
  );
}

/** A VM that must be shut down was not named, when the request came. */
export function mustBeNamed({ name }: Named, why: Text): Text {
  return text(
    en`data.shutdown_vms: VM ${name} must be shut down but is not named. It cannot be migrated: ${why}.`,
    zh`data.shutdown_vms：虚拟机 ${name} 必须关机，但未被列出。它无法迁移：${why}。`,
  );
}

/** A VM that must be shut down was not named, when its turn came. */
export function wasNotNamed({ name, local_id }: VmRecord, why: Text): Text {
  return text(
    en`VM ${name} (${local_id}) must be shut down, but data.shutdown_vms does not name it. It cannot be migrated: ${why}.`,
    zh`虚拟机 ${name}（${local_id}）必须关机，但 data.shutdown_vms 未列出它。它无法迁移：${why}。`,
  );
}

export function stillRunning(vm: VmRecord, host: Named): Text {
  return text(
    `VM ${vm.name} is still ${vm.status} on host ${host.name}.`,
    `虚拟机 ${vm.name} 在主机 ${host.name} 上仍处于 ${vm.status} 状态。`,
  );
}

/** A VM that should run, named in a request. */
export function notRunning(place: string, { name, status }: VmRecord): Text {
  return text(
    `${place}: VM ${name} does not run, it is ${status}.`,
    `${place}：虚拟机 ${name} 未在运行，其状态为 ${status}。`,
  );
}

/** A VM that was named to be shut down although another host can take it. */
export function canBeMoved({ name }: Named, why: Text): Text {
  return text(
    en`data.shutdown_vms: VM ${name} need not be shut down, ${why}. Name the VMs that the precheck returned.`,
    zh`data.shutdown_vms：虚拟机 ${name} 无需关机，${why}。请只列出预检查返回的虚拟机。`,
  );
}

/** A precheck whose result is asked for too early. */
export function checkRuns({ id }: TaskRecord): Text {
  return text(
    `where.task_id: precheck ${id} has not ended. Wait until its task has.`,
    `where.task_id：预检查 ${id} 尚未结束，请等待其任务结束。`,
  );
}

/** A precheck that has no result. */
export function checkFailed({ id, error_message }: TaskRecord): Text {
  const why = error_message ?? '';
  return text(
    `where.task_id: precheck ${id} has failed: ${why}`,
    `where.task_id：预检查 ${id} 已失败：${why}`,
  );
}

/** A VM that is no longer as entering left it, named in a request. */
export function hasChanged(place: string, { name }: Named, why: Text): Text {
  return text(
    en`${place}: VM ${name} cannot be brought back: ${why}.`,
    zh`${place}：无法恢复虚拟机 ${name}：${why}。`,
  );
}

export function notTouched(place: string, vm: Named): Text {
  return text(
    `${place}: VM ${vm.name} was not touched by entering. The exit check says which VM goes where.`,
    `${place}：进入维护模式时未处理虚拟机 ${vm.name}。退出检查会说明各虚拟机属于哪个列表。`,
  );
}

export function belongsElsewhere(place: string, vm: Pick<EvacuatedVm, 'name'>, list: string): Text {
  return text(
    `${place}: VM ${vm.name} belongs to ${list}. The exit check says which VM goes where.`,
    `${place}：虚拟机 ${vm.name} 属于 ${list}。退出检查会说明各虚拟机属于哪个列表。`,
  );
}

type Described = (host: string) => Text;

export const DESCRIPTIONS: Readonly<
  Record<'precheck' | 'enter' | 'exit' | 'exitAndStart' | 'exitAndMigrate' | 'exitAndBoth', Described>
> = {
  precheck: (host) => ({
    'en-US': `Check host ${host} before maintenance mode`,
    'zh-CN': `检查主机 ${host} 能否进入维护模式`,
  }),
  enter: (host) => ({
    'en-US': `Host ${host} enters maintenance mode`,
    'zh-CN': `主机 ${host} 进入维护模式`,
  }),
  exit: (host) => ({
    'en-US': `Host ${host} leaves maintenance mode`,
    'zh-CN': `主机 ${host} 退出维护模式`,
  }),
  exitAndStart: (host) => ({
    'en-US': `Host ${host} leaves maintenance mode and powers VMs on`,
    'zh-CN': `主机 ${host} 退出维护模式并启动虚拟机`,
  }),
  exitAndMigrate: (host) => ({
    'en-US': `Host ${host} leaves maintenance mode and takes VMs back`,
    'zh-CN': `主机 ${host} 退出维护模式并迁回虚拟机`,
  }),
  exitAndBoth: (host) => ({
    'en-US': `Host ${host} leaves maintenance mode, powers VMs on and takes VMs back`,
    'zh-CN': `主机 ${host} 退出维护模式，启动并迁回虚拟机`,
  }),
};
