/**
 * What the operations on VMs say when they refuse or fail. The words are our own.
 * @module
 */
import type { HostRecord, VmRecord } from '../world/records.ts';
import { en, type Text, text, zh } from '../world/text.ts';

/** A refusal: the VM, and why it cannot be done to it. */
export function ofVm({ name }: VmRecord, why: Text): Text {
  return text(en`VM ${name}: ${why}.`, zh`虚拟机 ${name}：${why}。`);
}

export function mustBe({ status }: VmRecord, from: readonly VmRecord['status'][]): Text {
  return text(
    `it is ${status}, and must be ${from.join(' or ')}`,
    `它的状态为 ${status}，必须为 ${from.join(' 或 ')}`,
  );
}

export function isElsewhere({ name }: HostRecord): Text {
  return text(`host ${name} is in another cluster`, `主机 ${name} 属于另一个集群`);
}

export function isThereAlready({ name }: HostRecord): Text {
  return text(`it is on host ${name} already`, `它已在主机 ${name} 上`);
}

export function cannotStart({ name }: VmRecord, why: Text): Text {
  return text(en`VM ${name} cannot be started: ${why}.`, zh`虚拟机 ${name} 无法启动：${why}。`);
}

export function didNotShutDown({ name }: VmRecord, seconds: number): Text {
  return text(
    `VM ${name} did not shut down within ${seconds} s: its VM tools do not run.`,
    `虚拟机 ${name} 未在 ${seconds} 秒内关机：其 VM Tools 未运行。`,
  );
}

export function isGone(vm: string): Text {
  return text(`VM ${vm} does not exist any more.`, `虚拟机 ${vm} 已不存在。`);
}

export function cannotMigrate({ name }: VmRecord, why: Text): Text {
  return text(en`VM ${name} cannot be migrated: ${why}.`, zh`虚拟机 ${name} 无法迁移：${why}。`);
}

export function isNow({ status }: VmRecord): Text {
  return text(`it is ${status} now`, `它的状态现为 ${status}`);
}

export function cannotPowerOn({ name }: VmRecord, why: Text): Text {
  return text(en`VM ${name} cannot be powered on: ${why}.`, zh`虚拟机 ${name} 无法开机：${why}。`);
}

/** A VM whose power state does not suit the move back. */
export function cannotMoveBack({ name, status }: VmRecord, move: string): Text {
  return text(
    `VM ${name} is ${status}: it cannot be moved back by ${move}.`,
    `虚拟机 ${name} 的状态为 ${status}：无法通过 ${move} 迁回。`,
  );
}

/** A VM whose power state does not suit powering it on. */
export function isNotOff({ name, status, in_recycle_bin }: VmRecord): Text {
  const state = in_recycle_bin
    ? text('in the recycle bin', '在回收站中')
    : text(status, `处于 ${status} 状态`);
  return text(en`VM ${name} is ${state}: it cannot be powered on.`, zh`虚拟机 ${name} ${state}：无法开机。`);
}
