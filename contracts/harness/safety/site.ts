/**
 * A host of a real target that is worked on: everything asked of it is noted, and it can be put back.
 * @module
 */
import { type Api, createApi } from '../client.ts';
import type { Target } from '../target.ts';
import type { Transport } from '../transport.ts';
import type { Task } from '../wire.ts';
import type { Intents } from './intents.ts';
import { noting } from './noting.ts';
import { restore } from './restore.ts';
import type { Before } from './scope.ts';

export interface Site {
  /** Notes every change before it is asked for. */
  readonly transport: Transport;
  /** Brings all back to how it was, if anything was begun. Throws NotRestored saying what is not. */
  readonly putBack: () => Promise<void>;
}

export interface SiteOptions {
  readonly token: string;
  readonly before: Before;
  readonly intents: Intents;
  readonly say: (line: string) => void;
  readonly onPoll?: (task: Task) => void;
}

export function createSite(target: Target, { token, intents, ...options }: SiteOptions): Site {
  const { base, pollMs, stepLimitMs } = target;
  const transport = noting(target.transport, base, intents);
  const api: Api = createApi(base, transport, token);
  return {
    transport,
    putBack: async () => {
      if (!intents.isClean) await restore({ api, intents, pollMs, stepLimitMs, ...options });
    },
  };
}
