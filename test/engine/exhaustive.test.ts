import { describe, expect, it } from 'vitest';
import { buildWorld } from '../../src/fixtures/build.ts';
import type { Scenario } from '../../src/fixtures/scenario.ts';
import { isFinished } from '../../src/server/task/task.ts';
import type { World } from '../../src/server/world/world.ts';
import { act, dump, finishAll } from '../support/walk.ts';
import type { Action } from '../support/worlds.ts';

const DEPTH = 5;

/** Two hosts, three VMs: one that can move, one that cannot, one that is off. */
const SMALL: Scenario = {
  scenario: 1,
  clusters: [
    {
      name: 'c',
      hosts: [
        {
          name: 'a',
          memory: '32GiB',
          system_memory: '8GiB',
          vms: [
            { name: 'free', memory: '4GiB' },
            { name: 'tied', memory: '4GiB', gpus: ['g'] },
          ],
        },
        {
          name: 'b',
          memory: '32GiB',
          system_memory: '8GiB',
          vms: [{ name: 'off', memory: '4GiB', status: 'STOPPED' }],
        },
      ],
    },
  ],
};

/** What clients may do next. Between requests time passes little, or enough for everything to end. */
const ACTIONS: readonly Action[] = [
  { do: 'precheck', host: 0 },
  { do: 'enter', host: 0, shutDown: 'needed' },
  { do: 'enter', host: 0, shutDown: 'nothing' },
  { do: 'enter', host: 1, shutDown: 'needed' },
  { do: 'exit', host: 0, back: 'everything' },
  { do: 'exit', host: 1, back: 'everything' },
  { do: 'operate', vm: 0, operation: 'power-off', host: null },
  { do: 'operate', vm: 2, operation: 'start', host: null },
  { do: 'operate', vm: 0, operation: 'migrate', host: null },
  { do: 'operate', vm: 1, operation: 'recycle', host: null },
  { do: 'wait', ms: 1_300 },
  { do: 'wait', ms: 300_000 },
];

describe('every sequence of operations on a small world, to depth 5', () => {
  it('keeps the invariants after every step, leaves refused requests without a trace, and ends every task', () => {
    const seen = new Set<string>();
    let level: (readonly Action[])[] = [[]];
    for (let depth = 0; depth < DEPTH; depth += 1) {
      level = level.flatMap((path) =>
        ACTIONS.map((action) => [...path, action]).filter((next) => isNew(next, seen)),
      );
    }
    // Fewer would mean that the walk does not get anywhere.
    expect(seen.size).toBeGreaterThan(5_000);
  }, 120_000);
});

/** Walks a path, and says whether it led to a world that no other path has led to. Throws if a promise broke on the way. */
function isNew(path: readonly Action[], seen: Set<string>): boolean {
  const world = walk(path);
  const state = dump(world);
  if (seen.has(state)) return false;
  seen.add(state);
  finishAll(world);
  const open = [...world.all('Task')].filter((task) => !isFinished(task));
  if (open.length > 0) throw new Error(`${JSON.stringify(path)} leaves a task that does not end.`);
  return true;
}

function walk(path: readonly Action[]): World {
  const world = buildWorld(SMALL, { seed: 'walk', start: 0, user: 'root' });
  for (const action of path) act(world, action);
  return world;
}
