/**
 * Descriptions of error codes, in our own words.
 * @module
 */
import { message } from '../language/message.ts';
import { type Text, untranslated } from '../language/text.ts';
import { ERROR_CODES, isErrorCode } from '../world/error-codes.ts';
import type { Job, Step } from '../world/job.ts';
import type { Id } from '../world/records.ts';
import type { World } from '../world/world.ts';

/** Returns the description of a code. An unknown code is returned as it is. */
export function describeCode(code: string): Text {
  return isErrorCode(code) ? message(ERROR_CODES[code]) : untranslated(code);
}

/** Returns the name of a step's VM, which may have been deleted. */
function nameOf(world: World, step: Extract<Step, { vm: Id }>): string {
  return world.get('Vm', step.vm)?.name ?? ('name' in step ? step.name : step.vm);
}

/**
 * Returns the error message of a step that failed with a code: the step's VM or the task's host, and the description.
 */
export function describeStepFailure(world: World, { host }: Job, step: Step, code: string): Text {
  const reason = describeCode(code);
  if ('vm' in step) return message('vm.sentence', { vm: nameOf(world, step), reason });
  return message('host.sentence', { host: host === null ? '' : world.must('Host', host).name, reason });
}
