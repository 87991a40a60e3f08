/**
 * How to repeat a case by hand.
 * @module
 */
import type { Run } from '../case/outcome.ts';
import type { CaseResult } from '../case/run-case.ts';
import { tokenCommandOf } from '../session/transcript.ts';

/** A sentence, or a command to copy. */
export interface RepeatLine {
  readonly name: 'sentence' | 'command';
  readonly text: string;
}

/** Returns what the requests of a case need before they can be repeated, and how to run the case again. */
export function repeatOf({ id, need, world, exchanges }: CaseResult, { target }: Run): readonly RepeatLine[] {
  const again = `cloudtower-fake contract --case ${id}`;
  if (world === undefined)
    return [
      sentence(`State: the target as it is, with ${need}. Log in, if CLOUDTOWER_TOKEN is not set:`),
      command(tokenCommandOf(target.url)),
    ];
  if (world.isKept)
    return [
      sentence(
        `State: the world of this case is kept as its ${exchanges.length} requests left it. Log in to it first:`,
      ),
      command(tokenCommandOf(world.url)),
    ];
  if (new URL(world.url).hostname === IN_PROCESS)
    return [
      sentence(
        'State: the fake was part of this run and is gone, and so nothing answers its requests. Run cloudtower-fake (with the same --behaviours) in another terminal, then:',
      ),
      command(`${again} --keep-worlds failed --url http://127.0.0.1:8080`),
    ];
  return [
    sentence('State: the world of this case is gone. To keep it and repeat its requests there:'),
    command(`${again} --keep-worlds failed --url ${target.url}`),
  ];
}

/** The host of a fake that runs in the process of the suite. */
export const IN_PROCESS = 'fake.localhost';

function sentence(text: string): RepeatLine {
  return { name: 'sentence', text };
}

function command(text: string): RepeatLine {
  return { name: 'command', text };
}
