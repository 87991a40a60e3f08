/**
 * How a step fails because of a fault.
 * @module
 */
import { message } from '../language/message.ts';
import { failed, type Outcome } from '../task/step.ts';
import { codeWords, type ErrorCode } from '../world/error-codes.ts';
import type { Job, Step } from '../world/job.ts';
import type { World } from '../world/world.ts';

/** Returns the failure of a step with a code. Its message names the VM of the step, or else the host of the task. */
export function stepFailed(world: World, { host }: Job, step: Step, code: ErrorCode): Outcome {
  const reason = codeWords(code);
  if ('vm' in step)
    return failed(code, message('vm.sentence', { vm: world.get('Vm', step.vm)?.name ?? step.vm, reason }));
  const name = host === null ? '' : world.must('Host', host).name;
  return failed(code, message('host.sentence', { host: name, reason }));
}
