/**
 * Tasks that VMs have of their own while maintenance works on them. They begin and end with a step of the job.
 * @module
 */
import type { Failure, Job } from '../world/job.ts';
import type { World } from '../world/world.ts';
import { createTask, failTask, type NewTask, startTask, succeedTask } from './task.ts';

/** Opens the task of the VM that a step begins to work on, if it is to have one. */
export function openVmTask(world: World, { id, language }: Job, task: NewTask | undefined): void {
  if (task === undefined) return;
  const { user } = world.must('Task', id);
  const { id: vmTask } = createTask(world, task, { user, language });
  startTask(world, vmTask);
  world.update('Job', id, { vmTask });
}

/** Closes it with the step. */
export function closeVmTask(world: World, { id, vmTask, language }: Job, failure?: Failure): void {
  if (vmTask === null) return;
  if (failure === undefined) succeedTask(world, vmTask);
  else failTask(world, vmTask, failure, language);
  world.update('Job', id, { vmTask: null });
}
