/**
 * What the suite uses of a fake's control API: a private world for each case.
 * @module
 */

import createClient, { type Client } from 'openapi-fetch';
import type { paths } from '../../control/generated/types.ts';
import type { BehaviourChoices } from '../../behaviours/index.ts';
import type { Scenario } from '../../control/scenario.ts';
import { rootOf, type Target, TargetError, worldOf } from './target.ts';

/** What the world of a case is made of. */
export interface WorldSeed {
  readonly scenario: Scenario;
  readonly clock: 'polls' | 'manual';
  /** Choices that differ from those of the fake. */
  readonly behaviours: BehaviourChoices;
}

/** Creates the world of a case. Throws TargetError if the fake rejects it. */
export async function resetWorld(target: Target, { scenario, clock, behaviours }: WorldSeed): Promise<void> {
  const isOther = Object.keys(behaviours).length > 0;
  const body = {
    scenario: { ...scenario },
    clock: { mode: clock },
    ...(isOther && { behaviours: { ...(await choicesOf(target)), ...behaviours } }),
  };
  done(await controlOf(target, worldOf(target.base)).POST('/reset', { body }));
}

/** Returns the choices of a fake, by row. */
async function choicesOf(target: Target): Promise<Record<string, string>> {
  const rows = done(await controlOf(target, rootOf(target.base)).GET('/behaviours'));
  return Object.fromEntries(rows.map(({ id, choice }) => [id, choice]));
}

/** Drops the world of a case. */
export async function dropWorld(target: Target, name: string): Promise<void> {
  const params = { path: { name } };
  done(await controlOf(target, rootOf(target.base)).DELETE('/worlds/{name}', { params }));
}

/** Returns the choice that a fake's behaviour table makes; undefined for an unknown row. */
export async function choiceOf(target: Target, row: string): Promise<string | undefined> {
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
