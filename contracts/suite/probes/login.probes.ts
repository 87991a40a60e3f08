/**
 * What the target does about logins and tokens that nobody wrote down.
 * @module
 */
import { type Case, defineProbe } from '../../harness/case.ts';
import { anInventory } from '../needs.ts';

export const loginProbes: readonly Case[] = [
  defineProbe('login.refused', 'read', anInventory, async (t) => {
    const { response } = await t
      .as(undefined)
      .POST('/login', { body: { username: 'nobody.nothing', password: 'x' } });
    t.observe('login.refused', String(response.status));
  }),
];
