/**
 * The effects of power changes on a VM and its guest.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { message } from '../language/message.ts';
import { failed, type Outcome } from '../task/step.ts';
import { toIso } from '../time/iso.ts';
import type { VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';

/** Returns the fields of a VM that has been powered on. Its tools run if they are installed. */
export function powerOnFields({ vm_tools_status }: VmRecord): Partial<VmRecord> {
  const tools = vm_tools_status === 'NOT_RUNNING' ? 'RUNNING' : vm_tools_status;
  return { status: 'RUNNING', vm_tools_status: tools, cpu_usage: 5, memory_usage: 30 };
}

/** Returns the fields of a VM that has been powered off now. */
export function powerOffFields(world: World, { vm_tools_status }: VmRecord): Partial<VmRecord> {
  const tools = vm_tools_status === 'RUNNING' ? 'NOT_RUNNING' : vm_tools_status;
  const last_shutdown_time = toIso(world.now);
  return { status: 'STOPPED', vm_tools_status: tools, last_shutdown_time, cpu_usage: 0, memory_usage: 0 };
}

/** How long a guest may take to shut down, in ms of virtual time. Assumed. */
export const SHUT_DOWN_LIMIT_MS = 120_000;

/** Whether a guest ignores a request to shut down: by behaviour, if its tools are not running. */
export function ignoresShutdown(world: World, { vm_tools_status }: VmRecord): boolean {
  return vm_tools_status !== 'RUNNING' && isChosen(world.behaviours, 'shut-down.without-tools', 'times-out');
}

/** Returns the failure for a guest that did not shut down in time. */
export function shutDownTimedOut({ name }: VmRecord): Outcome {
  const values = { vm: name, seconds: SHUT_DOWN_LIMIT_MS / 1000 };
  return failed('JOB_VM_SHUTDOWN_TIMEOUT', message('vm.did-not-shut-down', values));
}
