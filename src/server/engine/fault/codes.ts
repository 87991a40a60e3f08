/**
 * What error codes mean, in our own words.
 * @module
 */
import { message } from '../language/message.ts';
import { type Text, untranslated } from '../language/text.ts';
import { ERROR_CODES, isErrorCode } from '../world/error-codes.ts';
import type { Job, Step } from '../world/job.ts';
import type { World } from '../world/world.ts';

/** What a code means; a code that is not known means itself. */
export function describeCode(code: string): Text {
  return isErrorCode(code) ? message(ERROR_CODES[code]) : untranslated(code);
}

/** What the failure of a step with a code says: the VM that it works on or else the host of its task, and what the code means. */
export function describeStepFailure(world: World, { host }: Job, step: Step, code: string): Text {
  const reason = describeCode(code);
  if ('vm' in step) return message('vm.sentence', { vm: world.get('Vm', step.vm)?.name ?? step.vm, reason });
  return message('host.sentence', { host: host === null ? '' : world.must('Host', host).name, reason });
}
