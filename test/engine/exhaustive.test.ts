import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildWorld } from '../../src/fixtures/build.ts';
import type { Scenario } from '../../src/fixtures/scenario.ts';
import type { FaultRule } from '../../src/server/engine/fault/rule.ts';
import { WORK } from '../../src/server/engine/jobs.ts';
import { isFinished } from '../../src/server/engine/task/task.ts';
import type { StepKind } from '../../src/server/engine/world/job.ts';
import { Faults } from '../../src/server/worlds/faults.ts';
import type { Action } from '../kit/arbitraries.ts';
import { runs } from '../kit/runs.ts';
import { act, dump, finishAll, redo } from '../kit/scenario-runner.ts';

/** How many actions a sequence has. A sound run has more actions to choose from than one with faults. */
const DEPTH = { sound: runs(4, 5), faulty: runs(3, 5) };

/** The steps of maintenance. */
const STEPS: readonly StepKind[] = [
  'live-migrate',
  'offline-migrate',
  'shut-down',
  'storage-maintenance',
  'leave-maintenance',
  'power-on',
];

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
  { do: 'enter', host: 0, shutDown: 'needed' },
  { do: 'enter', host: 1, shutDown: 'needed' },
  { do: 'exit', host: 0, back: 'everything' },
  { do: 'operate', vm: 0, operation: 'power-off', host: null },
  { do: 'operate', vm: 0, operation: 'migrate', host: null },
  { do: 'wait', ms: 1_300 },
  { do: 'wait', ms: 300_000 },
];

/** And when nothing goes wrong, these too. */
const MORE: readonly Action[] = [
  { do: 'precheck', host: 0 },
  { do: 'enter', host: 0, shutDown: 'nothing' },
  { do: 'operate', vm: 2, operation: 'start', host: null },
];

/** What may go wrong on the way; nothing, to begin with. */
const FAULTS: readonly (readonly [name: string, rules: readonly FaultRule[]])[] = [
  ['nothing going wrong', []],
  ...STEPS.map((step) => [`each ${step} failing`, [failing(step)]] as const),
  ['guests that never shut down', [{ do: 'deaf-guest' }]],
  ['a host lost when it begins to enter', [{ do: 'lose-host', job: 'enter', step: 'live-migrate' }]],
];

describe('every sequence of operations on a small world', () => {
  it.each(FAULTS)(
    'with %s, keeps the invariants after every step, leaves refused requests without a trace, and ends every task',
    (_, rules) => {
      const isSound = rules.length === 0;
      const actions = isSound ? [...ACTIONS, ...MORE] : ACTIONS;
      const length = isSound ? DEPTH.sound : DEPTH.faulty;
      const seen = new Set<string>();
      let level: (readonly Action[])[] = [[]];
      for (let depth = 0; depth < length; depth += 1) {
        level = level.flatMap((path) =>
          actions.map((action) => [...path, action]).filter((next) => isNew(next, rules, seen)),
        );
      }
      // With fewer the walk gets nowhere.
      expect(seen.size).toBeGreaterThan(runs(100, 500));
    },
    120_000,
  );
});

/** Walks a path, and says whether it led to a world that no other path has led to. Throws if a promise broke on the way. */
function isNew(path: readonly Action[], rules: readonly FaultRule[], seen: Set<string>): boolean {
  const world = buildWorld(SMALL, { seed: 'walk', start: 0, user: 'root' });
  const faults = new Faults({ world, work: WORK, settle: () => {} });
  faults.start(rules);
  const work = faults.decorate(WORK);
  for (const action of path.slice(0, -1)) redo(world, action, work);
  for (const action of path.slice(-1)) act(world, action, work);
  const state = createHash('sha1').update(dump(world)).digest('base64');
  if (seen.has(state)) return false;
  seen.add(state);
  finishAll(world, work);
  const open = [...world.all('Task')].filter((task) => !isFinished(task));
  if (open.length > 0) throw new Error(`${JSON.stringify(path)} leaves a task that does not end.`);
  return true;
}

function failing(step: StepKind): FaultRule {
  return { do: 'fail-step', step, code: 'JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING', times: 'always' };
}
