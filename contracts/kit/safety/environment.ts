/**
 * The environment of a run on a host of a real target: a transport that writes down each change first, and the
 * way to put the host back.
 * @module
 */
import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../case/verdict.ts';
import { createApi } from '../session/client.ts';
import { logIn } from '../session/login.ts';
import type { Transport } from '../session/transport.ts';
import type { Target } from '../target/target.ts';
import { NotRestored } from './baseline.ts';
import { IntentFileError } from './intent-file.ts';
import { type RestoreOptions, restore } from './restore.ts';
import { withIntentLog } from './transports.ts';

export interface HostEnvironment {
  /** Writes each change to the intent file before it is sent. */
  readonly transport: Transport;
  /**
   * Brings everything back to the baseline, if anything was changed. Throws NotRestored that says what is not.
   */
  readonly putBack: () => Promise<void>;
}

export type EnvironmentOptions = Pick<RestoreOptions, 'baseline' | 'intents' | 'say' | 'onPoll'>;

/** How often putting back is tried when connections fail. */
const TRIES = 3;
/** The pause between two tries, in polls. */
const PAUSE_POLLS = 5;

export function createEnvironment(
  target: Target,
  { baseline, intents, say, onPoll }: EnvironmentOptions,
): HostEnvironment {
  const { base, pollMs, stepLimitMs } = target;
  // A restoration goes on even if its changes cannot be written down: the baseline is in the file already.
  const transport = withIntentLog(target.transport, base, intents, (error) => say(messageOf(error)));
  const attempt = async () => {
    const api = createApi(base, transport, await logIn(target, target.transport));
    await restore({ api, baseline, intents, pollMs, stepLimitMs, say, onPoll });
  };
  return {
    transport: withIntentLog(target.transport, base, intents),
    putBack: async () => {
      for (let left = TRIES; !intents.isClean; ) {
        left -= 1;
        try {
          await attempt();
        } catch (error) {
          if (left === 0 || error instanceof NotRestored || error instanceof IntentFileError) throw error;
          say(`Putting back is tried again: ${messageOf(error)}`);
          await setTimeout(pollMs * PAUSE_POLLS);
        }
      }
    },
  };
}
