/**
 * Opens the target that the options name.
 * @module
 */

import { IN_PROCESS } from '../../../contracts/kit/report/repeat.ts';
import { createTransport } from '../../../contracts/kit/session/transport.ts';
import {
  openTarget,
  type Target,
  TargetError,
  type TargetOptions,
} from '../../../contracts/kit/target/target.ts';
import { DEFAULTS } from '../../server/defaults.ts';
import { apiVersion } from '../api-version.ts';
import { behaviourChoices } from '../profile.ts';
import { UsageError } from '../values.ts';
import type { ContractOptions } from './options.ts';

/** Returns the target at the URL, or a new fake in this process. Rejects with UsageError if it cannot be opened. */
export async function openSelectedTarget(options: ContractOptions): Promise<Target> {
  try {
    return withDefaults(
      await openTarget(
        options.url === undefined ? await localFake(options) : remoteTarget(options.url, options),
      ),
    );
  } catch (error) {
    if (error instanceof TargetError) throw new UsageError(error.message);
    throw error;
  }
}

/** A fake that nobody has given other credentials has those that its banner names. */
function withDefaults(target: Target): Target {
  const { user, password, token } = target.credentials;
  const isTold = user !== undefined || password !== undefined || token !== undefined;
  if (target.kind === 'real' || isTold) return target;
  return {
    ...target,
    credentials: { ...target.credentials, user: DEFAULTS.user, password: DEFAULTS.password },
  };
}

/** Creates a fake without a port. Its clock moves when a task is polled, so that no case waits in wall time. */
async function localFake({ asReal, behaviours, ...options }: ContractOptions): Promise<TargetOptions> {
  const { user, password } = DEFAULTS;
  const { createFake } = await import('../../server/fake.ts');
  const fake = createFake({
    clock: 'polls',
    ...(behaviours !== undefined && {
      behaviours: behaviourChoices({ label: '--behaviours', value: behaviours }),
    }),
    ...(options.apiVersion !== undefined && {
      apiVersion: apiVersion({ label: '--api-version', value: options.apiVersion }),
    }),
  });
  const url = `http://${IN_PROCESS}`;
  return { url, transport: (request) => fake.fetch(request), user, password, asReal, pollMs: 0 };
}

function remoteTarget(url: string, options: ContractOptions): TargetOptions {
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
