/**
 * What a run would do to a host, for who is to allow it.
 * @module
 */
import { isTied } from '../session/facts.ts';
import type { Vm } from '../session/wire.ts';
import type { HostReading } from './baseline.ts';
import type { Finding } from './preflight.ts';

const GIB = 2 ** 30;

/** What would become of a host and each of its VMs, in up to so many cases. */
export function planText({ host, cluster, others, vms }: HostReading, cases: number): string[] {
  const width = Math.max(0, ...vms.map(({ name }) => name.length));
  const targets = others.map(({ name }) => name).join(', ') || 'no other host';
  return [
    `Host ${host.name} (${host.id}) of cluster ${cluster.name} enters maintenance mode and leaves it, in up to ${cases} cases.`,
    `Its ${vms.length} VMs may be moved to ${targets}; after each case all is put back:`,
    ...vms.map((vm) => `  ${vm.name.padEnd(width)}  ${fateOf(vm)}`),
  ];
}

/** A line for each finding, and one for each thing that speaks against it. */
export function findingLines(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ what, against }) => [
    `${against.length === 0 ? 'ok     ' : 'REFUSED'} ${what}`,
    ...against.map((why) => `        but ${why}`),
  ]);
}

function fateOf(vm: Vm): string {
  const { status, memory } = vm;
  const size = `${status.padEnd('SUSPENDED'.length)} ${Math.round((memory / GIB) * 10) / 10} GiB`;
  if (status !== 'RUNNING') return `${size}  ${vm.ha ? 'moved and moved back' : 'left alone'}`;
  return `${size}  ${isTied(vm) ? 'shut down and started again' : 'moved live and moved back'}`;
}
