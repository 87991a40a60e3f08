/**
 * What the operations on hosts say when they refuse. The words are our own.
 * @module
 */
import type { HostRecord } from '../world/records.ts';
import { type Text, text } from '../world/text.ts';

export const WRONG_NAME: Text = text(
  'data.name: expected 2 to 64 letters, digits and hyphens.',
  'data.name：应为 2 到 64 个字母、数字或连字符。',
);

export function nameIsTaken(name: string): Text {
  return text(
    `data.name: the cluster would have two hosts named ${name}.`,
    `data.name：集群中将有两台名为 ${name} 的主机。`,
  );
}

export function hasPowerTaskAlready({ name }: HostRecord): Text {
  return text(
    `Host ${name} of the same cluster has a power task already; one at a time.`,
    `同一集群的主机 ${name} 已有电源任务；同时只能有一个。`,
  );
}

export function needsMaintenance({ name }: HostRecord): Text {
  return text(
    `Host ${name} is not in maintenance mode: put it there first, or send force: true.`,
    `主机 ${name} 不在维护模式：请先使其进入维护模式，或发送 force: true。`,
  );
}

export function isOff({ name, status }: HostRecord): Text {
  return text(
    `Host ${name} is off: its status is ${status}.`,
    `主机 ${name} 已关机：它的 status 为 ${status}。`,
  );
}
