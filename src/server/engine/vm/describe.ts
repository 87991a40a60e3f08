/**
 * What the tasks of VMs say they do. The words are our own.
 * @module
 */
import { type NewTask, resourceOf } from '../task/task.ts';
import type { Step } from '../world/job.ts';
import type { VmRecord } from '../world/records.ts';
import type { Text } from '../world/text.ts';
import type { World } from '../world/world.ts';
import { VM_CHANGES } from './changes.ts';

/** The operation that would do by itself what a step of maintenance does. */
const MUTATIONS: Readonly<Partial<Record<Step['kind'], string>>> = {
  'live-migrate': 'migrateVm',
  'offline-migrate': 'migrateVm',
  'shut-down': 'shutDownVm',
  'refuse-shut-down': 'shutDownVm',
  'power-on': 'startVm',
};

/** The task of a VM for one step of maintenance. */
export function taskOfStep(world: World, vm: VmRecord, step: Step): NewTask {
  return {
    description: describeStep(world, vm, step),
    mutation: MUTATIONS[step.kind] ?? '',
    resource: resourceOf(vm),
  };
}

/** What a task says that does this step to a VM. */
export function describeStep(world: World, { name }: VmRecord, step: Step): Text {
  const target = 'to' in step ? world.must('Host', step.to).name : '';
  switch (step.kind) {
    case 'change-vm':
      return VM_CHANGES[step.change].describe(name);
    case 'start':
      return { 'en-US': `Start VM ${name} on ${target}`, 'zh-CN': `在主机 ${target} 上启动虚拟机 ${name}` };
    case 'live-migrate':
      return {
        'en-US': `Migrate VM ${name} live to ${target}`,
        'zh-CN': `将虚拟机 ${name} 热迁移至 ${target}`,
      };
    case 'offline-migrate':
      return {
        'en-US': `Migrate VM ${name} cold to ${target}`,
        'zh-CN': `将虚拟机 ${name} 冷迁移至 ${target}`,
      };
    case 'power-on':
      return { 'en-US': `Start VM ${name}`, 'zh-CN': `启动虚拟机 ${name}` };
    default:
      return { 'en-US': `Shut down VM ${name}`, 'zh-CN': `关闭虚拟机 ${name}` };
  }
}
