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
