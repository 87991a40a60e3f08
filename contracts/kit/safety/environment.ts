/**
 * A host of a real target that is worked on: everything asked of it is noted, and it can be put back.
 * @module
 */
import { setTimeout } from 'node:timers/promises';
import { createApi } from '../session/client.ts';
import { logIn } from '../session/session.ts';
import type { Transport } from '../session/transport.ts';
import type { Task } from '../session/wire.ts';
import type { Target } from '../target/target.ts';
import { withIntentLog } from './intent-recording.ts';
import { type Intents, IntentsError } from './intents.ts';
import { restore } from './restore.ts';
import { type Baseline, NotRestored } from './scope.ts';

export interface HostEnvironment {
  /** Notes every change before it is asked for. */
  readonly transport: Transport;
  /** Brings all back to how it was, if anything was begun. Throws NotRestored saying what is not. */
  readonly putBack: () => Promise<void>;
}

export interface SiteOptions {
  readonly before: Baseline;
  readonly intents: Intents;
  readonly say: (line: string) => void;
  readonly onPoll?: (task: Task) => void;
}

/** A connection that fails is tried again so often. */
const TRIES = 3;
/** Between two tries, in polls. */
const PAUSE_POLLS = 5;

export function createSite(target: Target, { intents, say, ...options }: SiteOptions): HostEnvironment {
  const { base, pollMs, stepLimitMs } = target;
  // What was begun must end well, noted or not: how everything was before is in the file already.
  const insisting = withIntentLog(target.transport, base, intents, (error) => say(messageOf(error)));
  const attempt = async () => {
    const api = createApi(base, insisting, await logIn(target, target.transport));
    await restore({ api, intents, pollMs, stepLimitMs, say, ...options });
  };
  return {
    transport: withIntentLog(target.transport, base, intents),
    putBack: async () => {
      for (let left = TRIES; !intents.isClean; ) {
        left -= 1;
        try {
          await attempt();
        } catch (error) {
          if (left === 0 || error instanceof NotRestored || error instanceof IntentsError) throw error;
          say(`Putting back is tried again: ${messageOf(error)}`);
          await setTimeout(pollMs * PAUSE_POLLS);
        }
      }
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
