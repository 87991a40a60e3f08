/**
 * The calls of a maintenance for hosts and VMs that tests know by their names, and what they do to a world.
 * @module
 */
import {
  type ExitCheck,
  enter as enterHost,
  enterRequest,
  exitCheck as exitCheckOf,
  exit as exitHost,
  exitRequest,
  type HostMutation,
  type Operator,
  type PrecheckResult,
  precheck as precheckHost,
} from '../../contracts/kit/session/maintenance.ts';
import type { Fake } from '../../src/server/fake.ts';
import type { Answer, Task, TestFake } from './fake.ts';

export const PRECHECK = '/enter-maintenance-mode-precheck';
export const RESULT = '/enter-maintance-mode-precheck-result';
export const ENTER = '/enter-maintance-mode';
export const EXIT_CHECK = '/exit-maintance-mode-precheck-result';
export const EXIT = '/exit-maintance-mode';

/** The VMs of node-01 that must be shut down. */
export const TIED = ['gpu-render-01', 'db-sriov-01'] as const;

/** Runs a precheck to its end. Returns what it found. */
export async function precheck(
  fake: TestFake,
  host: string,
): Promise<PrecheckResult & { readonly task: Task }> {
  return precheckHost(operatorOf(fake), await fake.host(host));
}

/** Enters with the VMs that the precheck lists; the task succeeds. */
export async function enter(fake: TestFake, host: string): Promise<Task> {
  return enterHost(operatorOf(fake), await fake.host(host));
}

export async function exitCheck(fake: TestFake, host: string): Promise<ExitCheck> {
  return exitCheckOf(operatorOf(fake), await fake.host(host));
}

/** Exits with every VM that the exit check lists; the task succeeds. */
export async function exit(fake: TestFake, host: string): Promise<Task> {
  return exitHost(operatorOf(fake), await fake.host(host));
}

function operatorOf(fake: TestFake): Operator {
  return { api: fake.api, settle: (taskId) => fake.finish(taskId) };
}

/** Requests to enter with VMs by name, whatever the answer is. */
export async function requestEnter(
  fake: TestFake,
  host: string,
  vms: readonly string[] = [],
): Promise<Answer<HostMutation>> {
  const [path, { body }] = enterRequest(await fake.host(host), { shutdown_vms: await uuidsOf(fake, vms) });
  return fake.post(path, body);
}

/** Requests to exit with VMs by name in each list, whatever the answer is. */
export async function requestExit(
  fake: TestFake,
  host: string,
  lists: Readonly<Record<string, readonly string[]>> = {},
): Promise<Answer<HostMutation>> {
  const data = Object.entries(lists).map(async ([list, vms]) => [list, await uuidsOf(fake, vms)] as const);
  const [path, { body }] = exitRequest(await fake.host(host), Object.fromEntries(await Promise.all(data)));
  return fake.post(path, body);
}

function uuidsOf(fake: TestFake, vms: readonly string[]): Promise<string[]> {
  return Promise.all(vms.map(async (vm) => (await fake.vm(vm)).local_id));
}

/** Starts to enter with the VMs that the host's plan shuts down, without a precheck. Returns the task. */
export async function startEnter(fake: TestFake, host: string): Promise<string> {
  const { body } = await requestEnter(fake, host, vmsToShutDown(fake, host));
  return body.task_id ?? '';
}

/** Returns the names of the VMs that entering a host would shut down. */
export function vmsToShutDown(fake: Fake, host: string): string[] {
  return fake
    .plan(host)
    .vms.filter(({ action }) => action === 'shut-down')
    .map(({ name }) => name);
}

/** Where every VM is and whether it runs, by name, as reads show it. */
export async function placement(fake: TestFake): Promise<Record<string, string>> {
  const vms = await fake.call('/get-vms', {});
  return Object.fromEntries(vms.map((vm) => [vm.name, `${vm.host?.name} ${vm.status}`]));
}

/** What must be as before once a host is restored: where every VM is and whether it runs, and the state of every host. */
export function inventoryOf(fake: Fake): unknown {
  fake.settle();
  return {
    hosts: [...fake.world.all('Host')].map(
      ({ name, host_state }) => `${name} ${host_state?.state ?? 'IN_USE'}`,
    ),
    vms: [...fake.world.all('Vm')].map(({ name, status, host }) => `${name} ${status} ${host}`),
  };
}
