/**
 * What the suite asks of a fake's own API: a private world for each case.
 * @module
 */
import createClient, { type Client } from 'openapi-fetch';
import type { BehaviourId } from '../../behaviours/index.ts';
import type { paths } from '../../control/generated/types.ts';
import type { Scenario } from '../../control/scenario.ts';
import { rootOf, type Target, TargetError, worldOf } from './target.ts';

/** Gives a case its world, seeded. Throws TargetError if the fake refuses. */
export async function resetWorld(target: Target, seed: Scenario, mode: 'polls' | 'manual'): Promise<void> {
  const body = { scenario: seed, clock: { mode } };
  done(await controlOf(target, worldOf(target.base)).POST('/reset', { body }));
}

/** Lets go of a case's world. */
export async function dropWorld(target: Target, name: string): Promise<void> {
  const params = { path: { name } };
  done(await controlOf(target, rootOf(target.base)).DELETE('/worlds/{name}', { params }));
}

/** The choice that a fake says it makes. */
export async function choiceOf(target: Target, row: BehaviourId): Promise<string | undefined> {
  const rows = done(await controlOf(target, worldOf(target.base)).GET('/behaviours'));
  return rows.find(({ id }) => id === row)?.choice;
}

function controlOf({ transport, credentials }: Target, world: string): Client<paths> {
  const { controlToken } = credentials;
  const headers = controlToken === undefined ? {} : { 'x-control-token': controlToken };
  return createClient<paths>({ baseUrl: `${world}/_fake`, fetch: transport, headers });
}

function done<T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T {
  if (data !== undefined) return data;
  throw new TargetError(
    `The fake's control API answers ${response.status}: ${JSON.stringify(error)?.slice(0, 500)}`,
  );
}
