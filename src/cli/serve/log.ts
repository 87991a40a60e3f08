/**
 * The log of tasks: the start and end of each task, the moves and states of VMs, and the results of prechecks.
 * @module
 */
import { toIso } from '../../server/engine/time/iso.ts';
import type { PrecheckRecord, TaskRecord, VmRecord } from '../../server/engine/world/records.ts';
import type { Change, World } from '../../server/engine/world/world.ts';

/** Writes a line with its virtual time for each of these changes in a world. */
export function logTasks(world: World, write: (line: string) => void): void {
  const log = (line: string | undefined) => {
    if (line !== undefined) write(`${toIso(world.now)} ${line}`);
  };
  world.onChange('Task', (change) => log(aboutTask(change)));
  world.onChange('Vm', (change) => log(aboutVm(world, change)));
  world.onChange('Precheck', ({ before, after }) => log(before && after && aboutPrecheck(world, after)));
}

function aboutTask({ id, before, after }: Change<'Task'>): string | undefined {
  if (before === undefined || after === undefined || before.status === after.status) return undefined;
  return `${after.description}: ${after.status} (task ${id})${whyFailed(after)}`;
}

function whyFailed({ error_code, error_message }: TaskRecord): string {
  return error_code === null ? '' : `: ${error_code}: ${error_message}`;
}

function aboutVm(world: World, { before, after }: Change<'Vm'>): string | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (before.host !== after.host)
    return `  VM ${after.name}: ${hostName(world, before)} to ${hostName(world, after)}`;
  return before.status === after.status
    ? undefined
    : `  VM ${after.name}: ${before.status} to ${after.status}`;
}

function hostName(world: World, { host }: VmRecord): string {
  return host === null ? 'no host' : world.must('Host', host).name;
}

function aboutPrecheck(world: World, { shutDown, blocking }: PrecheckRecord): string {
  const names = shutDown.map((id) => world.get('Vm', id)?.name).join(', ') || 'none';
  const reasons = blocking
    .map(({ check, reason }) => `\n    blocked by ${check}: ${reason['en-US']}`)
    .join('');
  return `  to be shut down: ${names}${reasons}`;
}
