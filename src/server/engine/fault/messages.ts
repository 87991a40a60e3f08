/**
 * What tasks and answers say that a fault has struck. The words are our own.
 * @module
 */
import type { Job, Step } from '../world/job.ts';
import { en, type Text, text, zh } from '../world/text.ts';
import type { World } from '../world/world.ts';

/** Why a step failed, with the VM it works on, or the host of its task. */
export function ofStep(world: World, { host }: Job, step: Step, why: Text): Text {
  if ('vm' in step) {
    const name = world.get('Vm', step.vm)?.name ?? step.vm;
    return text(en`VM ${name}: ${why}.`, zh`虚拟机 ${name}：${why}。`);
  }
  const name = host === null ? '' : world.must('Host', host).name;
  return text(en`Host ${name}: ${why}.`, zh`主机 ${name}：${why}。`);
}

/** What is said of an error code, as a sentence. */
export function sentence(why: Text): Text {
  return text(en`${why}.`, zh`${why}。`);
}

/** An answer that nothing in the world gave. */
export function injected(fault: string, why: Text | undefined): Text {
  if (why === undefined) return text(`This answer was injected by ${fault}.`, `此响应由 ${fault} 注入。`);
  return text(en`This answer was injected by ${fault}: ${why}.`, zh`此响应由 ${fault} 注入：${why}。`);
}
