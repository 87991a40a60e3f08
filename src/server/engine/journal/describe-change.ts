/**
 * Describes changes in words: "live migrated from node-01 to node-02".
 * @module
 */
import type { HostRecord, Id, TaskRecord, VmRecord } from '../world/records.ts';
import type { Change, World } from '../world/world.ts';

/** A record whose fields are read by name. */
export type Row = Readonly<Record<string, unknown>>;

/** Describes a change of a VM. `verb` is what the step that made it does to a VM, if it says so. Returns undefined if it is not worth an event. */
export function describeVmChange(
  world: World,
  { before, after }: Change<'Vm'>,
  verb?: string,
): string | undefined {
  if (before === undefined) return 'made';
  if (after === undefined) return 'deleted';
  if (before.host !== after.host)
    return `${verb ?? 'moved'} from ${hostName(world, before.host)} to ${hostName(world, after.host)}`;
  if (before.status !== after.status) return describePowerChange(before, after, verb);
  if (before.in_recycle_bin !== after.in_recycle_bin)
    return after.in_recycle_bin ? 'moved to the recycle bin' : 'recovered from the recycle bin';
  return describeFields(before, after);
}

/** Describes a change of a host. Returns undefined if it is not worth an event. */
export function describeHostChange({ before, after }: Change<'Host'>): string | undefined {
  if (before === undefined || after === undefined) return before === undefined ? 'made' : 'deleted';
  const state = after.host_state?.state ?? 'IN_USE';
  if ((before.host_state?.state ?? 'IN_USE') !== state) return STATE_PHRASES[state];
  if (before.status !== after.status) return `${before.status} to ${after.status}`;
  return describeFields(before, after);
}

/** Describes a change of a task's status. Returns undefined if the status is the same. */
export function describeTaskChange({ before, after }: Change<'Task'>): string | undefined {
  if (after === undefined || before?.status === after.status) return undefined;
  return `${after.description}: ${after.status}${failureSuffix(after)}`;
}

/** Describes a change of any other record. */
export function describeChange({ before, after }: Change<'Cluster' | 'VmPlacementGroup'>): string {
  if (before === undefined || after === undefined) return before === undefined ? 'made' : 'deleted';
  return `changed: ${changedFields(before, after).join(', ')}`;
}

const STATE_PHRASES: Readonly<Record<string, string>> = {
  ENTERING_MAINTENANCE_MODE: 'begins to enter maintenance mode',
  MAINTENANCE_MODE: 'is in maintenance mode',
  IN_USE: 'is in normal use again',
  REMOVING: 'is being removed',
};

function describePowerChange(before: VmRecord, after: VmRecord, verb = 'powered off'): string {
  if (after.status === 'STOPPED') return verb;
  if (after.status === 'SUSPENDED') return 'suspended';
  if (after.status === 'RUNNING') return before.status === 'SUSPENDED' ? 'resumed' : 'powered on';
  return `${before.status} to ${after.status}`;
}

/** Changes of these fields alone are no event: a record becomes busy and free again with every task. */
const IGNORED_FIELDS: readonly string[] = ['entityAsyncStatus'];

function describeFields(before: HostRecord | VmRecord, after: HostRecord | VmRecord): string | undefined {
  const fields = changedFields(before, after).filter((field) => !IGNORED_FIELDS.includes(field));
  return fields.length === 0 ? undefined : `changed: ${fields.join(', ')}`;
}

/** Returns the names of the fields that differ. */
export function changedFields(before: Row, after: Row): string[] {
  return Object.keys(after).filter((field) => before[field] !== after[field]);
}

function failureSuffix({ error_code, error_message }: TaskRecord): string {
  return error_code === null ? '' : `: ${error_code}: ${error_message}`;
}

function hostName(world: World, host: Id | null): string {
  return host === null ? 'no host' : (world.get('Host', host)?.name ?? host);
}
