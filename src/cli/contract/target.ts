/**
 * Opening the target that the command line names.
 * @module
 */

import { createTransport } from '../../../contracts/kit/session/transport.ts';
import {
  openTarget,
  type Target,
  TargetError,
  type TargetOptions,
} from '../../../contracts/kit/target/target.ts';
import { DEFAULTS } from '../../server/defaults.ts';
import { behaviourChoices } from '../profile.ts';
import { UsageError } from '../values.ts';
import type { ContractOptions } from './options.ts';

/** What is at the URL, or a fresh fake in this process. Throws UsageError if there is nothing. */
export async function openChosen(options: ContractOptions): Promise<Target> {
  try {
    return await openTarget(
      options.url === undefined ? await ownFake(options) : remote(options.url, options),
    );
  } catch (error) {
    if (error instanceof TargetError) throw new UsageError(error.message);
    throw error;
  }
}

/** Nothing of it needs a port: its worlds are private, and its time moves when it is asked. */
async function ownFake({ asReal, behaviours }: ContractOptions): Promise<TargetOptions> {
  const { user, password } = DEFAULTS;
  const { createFake } = await import('../../server/fake.ts');
  const fake = createFake({
    clock: 'polls',
    ...(behaviours !== undefined && {
      behaviours: behaviourChoices({ label: '--behaviours', value: behaviours }),
    }),
  });
  const url = 'http://fake.localhost';
  return { url, transport: (request) => fake.fetch(request), user, password, asReal, pollMs: 0 };
}

function remote(url: string, options: ContractOptions): TargetOptions {
  const { ca, insecure, user, password, token, controlToken, asReal, pollMs, stepLimitMs } = options;
  return {
    url,
    transport: createTransport({ insecure, ...(ca !== undefined && { ca }) }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(token !== undefined && { token }),
    ...(controlToken !== undefined && { controlToken }),
    asReal,
    pollMs,
    stepLimitMs,
  };
}
