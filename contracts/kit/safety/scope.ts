/**
 * What a run may touch on a real target: one host, and the VMs that were on it when the run began.
 * @module
 */
import type { Host, Vm } from '../session/wire.ts';

/** How a host and its VMs were before anything was done: what a restoration goes back to. */
export interface Baseline {
  readonly host: { readonly id: string; readonly name: string };
  readonly cluster: { readonly id: string; readonly name: string };
  readonly vms: readonly VmBefore[];
}

export interface VmBefore {
  readonly id: string;
  readonly local_id: string;
  readonly name: string;
  readonly status: Vm['status'];
}

export interface Scope extends Baseline {
  /** The ids of the other hosts of its cluster: where its VMs may be moved. */
  readonly neighbours: readonly string[];
}

/** Something is not as it was. The message says what; a sweep may try again. */
export class NotRestored extends Error {
  override readonly name = 'NotRestored';
}

/** What is remembered of a host and its VMs. */
export function beforeOf(host: Host, vms: readonly Vm[]): Baseline {
  return {
    host: { id: host.id, name: host.name },
    cluster: { id: host.cluster.id, name: host.cluster.name },
    vms: vms.map(({ id, local_id, name, status }) => ({ id, local_id, name, status })),
  };
}
