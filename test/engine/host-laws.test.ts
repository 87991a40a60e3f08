import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWorld } from '../../src/fixtures/build.ts';
import type { Scenario } from '../../src/fixtures/scenario.ts';
import { operateHostPower } from '../../src/server/engine/host/operate.ts';
import { WORK } from '../../src/server/engine/jobs.ts';
import { Journal } from '../../src/server/engine/journal/journal.ts';
import { isFinished } from '../../src/server/engine/task/task.ts';
import { Refusal } from '../../src/server/engine/world/refusal.ts';
import type { World } from '../../src/server/engine/world/world.ts';
import { ControlRefusal } from '../../src/server/worlds/control-refusal.ts';
import { Faults } from '../../src/server/worlds/faults.ts';
import { Hosts } from '../../src/server/worlds/hosts.ts';
import { type Action, actions, scenarios } from '../kit/arbitraries.ts';
import { runs } from '../kit/runs.ts';
import { act, assertSound, CALLER, dump, finishAll } from '../kit/scenario-runner.ts';

const ACTS = ['powerOn', 'powerOff', 'lose', 'return'] as const;
const POWERS = ['poweroff', 'reboot'] as const;

type Move =
  | Action
  | { readonly do: 'act'; readonly host: number; readonly act: (typeof ACTS)[number] }
  | { readonly do: 'power'; readonly host: number; readonly power: (typeof POWERS)[number] };

const host = fc.nat({ max: 7 });
const acts: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ do: fc.constant('act' as const), host, act: fc.constantFrom(...ACTS) }),
  fc.record({ do: fc.constant('power' as const), host, power: fc.constantFrom(...POWERS) }),
);

/** Hosts go down and come back between what clients do. */
const moves: fc.Arbitrary<Move[]> = fc
  .tuple(actions, fc.array(fc.tuple(fc.nat({ max: 16 }), acts), { minLength: 1, maxLength: 8 }))
  .map(([plan, more]) => {
    const moved: Move[] = [...plan];
    for (const [at, one] of more) moved.splice(at, 0, one);
    return moved;
  });

describe('whatever happens to hosts', () => {
  it('the invariants hold after every step, a rejected act changes nothing, and every host can come back', () => {
    let restarts = 0;
    fc.assert(
      fc.property(scenarios, moves, (scenario, plan) => {
        const { world, hosts, faults, journal } = walk(scenario, plan);
        finishAll(world, journal.decorate(faults.decorate(WORK)));
        restarts += journal.events().filter(({ words }) => words.startsWith('restarted by HA')).length;
        for (const { id } of world.all('Host'))
          for (const name of ['return', 'powerOn'] as const) attempt(world, () => hosts[name](id));
        finishAll(world, faults.decorate(WORK));
        assertSound(world);
        const statuses = [...world.all('Host')].map(({ status }) => status);
        expect(new Set(statuses)).toEqual(new Set(['CONNECTED_HEALTHY']));
        expect([...world.all('Task')].filter((task) => !isFinished(task))).toEqual([]);
        const things = [...world.all('Vm'), ...world.all('Host')];
        expect(things.filter((thing) => thing.entityAsyncStatus !== null)).toEqual([]);
      }),
      { numRuns: runs(100, 5_000) },
    );
    // With fewer the law would hold for want of hosts that are down.
    expect(restarts).toBeGreaterThan(10);
  });
});

function walk(scenario: Scenario, plan: readonly Move[]) {
  const world = buildWorld(scenario, { seed: 'law', start: 0, user: 'root' });
  const journal = new Journal('law', world);
  const faults = new Faults({ world, work: WORK, settle: () => {} });
  const hosts = new Hosts({ world, faults, journal, settle: () => {} });
  const ids = world.ids('Host');
  for (const move of plan) {
    if (move.do === 'act') attempt(world, () => hosts[move.act](ids[move.host % ids.length] ?? ''));
    else if (move.do === 'power') {
      const target = world.must('Host', ids[move.host % ids.length] ?? '');
      attempt(world, () => operateHostPower(world, target, { action: move.power, force: true }, CALLER));
    } else act(world, move, journal.decorate(faults.decorate(WORK)));
    assertSound(world);
  }
  return { world, hosts, faults, journal };
}

/** Does what may be rejected. Throws if the rejection changes the world. */
function attempt(world: World, what: () => unknown): void {
  const before = dump(world);
  try {
    what();
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof ControlRefusal)) throw error;
    if (dump(world) !== before) throw new Error('It was rejected and changed the world.', { cause: error });
  }
}
