import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWorld } from '../../src/fixtures/build.ts';
import type { Scenario } from '../../src/fixtures/scenario.ts';
import type { FaultRule } from '../../src/server/engine/fault/rule.ts';
import { WORK } from '../../src/server/engine/jobs.ts';
import { isFinished } from '../../src/server/engine/task/task.ts';
import type { World } from '../../src/server/engine/world/world.ts';
import { Faults } from '../../src/server/worlds/faults.ts';
import { type Action, actions, scenarios } from '../kit/arbitraries.ts';
import { isDeep, runs } from '../kit/runs.ts';
import { act, assertSound, dump, finishAll } from '../kit/scenario-runner.ts';

const when = {
  nth: fc.integer({ min: 1, max: 3 }),
  times: fc.constantFrom<(1 | 2 | 'always')[]>(1, 2, 'always'),
  probability: fc.constantFrom(0.3, 1),
};
const match = {
  ...when,
  job: fc.constantFrom<('precheck' | 'enter' | 'exit' | 'operate')[]>('precheck', 'enter', 'exit', 'operate'),
  step: fc.constantFrom<('live-migrate' | 'shut-down' | 'storage-maintenance' | 'change-vm')[]>(
    'live-migrate',
    'shut-down',
    'storage-maintenance',
    'change-vm',
  ),
};
const kind = <K extends FaultRule['do']>(name: K) => ({ do: fc.constant(name) });

/** What can happen to steps. */
const rules: fc.Arbitrary<FaultRule> = fc.oneof(
  fc.record(
    { ...kind('fail-step'), ...match, code: fc.constant('EC_CLUSTER_API_TIMEOUT') },
    { requiredKeys: ['do', 'code'] },
  ),
  fc.record({ ...kind('deaf-guest'), ...when }, { requiredKeys: ['do'] }),
  fc.record({ ...kind('hang'), ...match }, { requiredKeys: ['do'] }),
  fc.record({ ...kind('lose-host'), ...match }, { requiredKeys: ['do', 'step'] }),
  fc.record({ ...kind('lose-host'), host: fc.constant('host-0-0') }),
  fc.record(kind('restart')),
);

type Move = Action | { readonly do: 'break'; readonly rule: FaultRule } | { readonly do: 'mend' };

/** Faults come and go between what clients do. */
const moves: fc.Arbitrary<Move[]> = fc
  .tuple(actions, fc.array(fc.record({ at: fc.nat({ max: 16 }), rule: fc.option(rules) }), { maxLength: 4 }))
  .map(([plan, breaks]) => {
    const moved: Move[] = [...plan];
    for (const { at, rule } of breaks)
      moved.splice(at, 0, rule === null ? { do: 'mend' } : { do: 'break', rule });
    return moved;
  });

describe('whatever clients do and whatever goes wrong', () => {
  it('the invariants hold after every step, and once the faults are removed every task ends and nothing stays busy', () => {
    let struck = 0;
    fc.assert(
      fc.property(scenarios, moves, (scenario, plan) => {
        const { world, faults } = walk(scenario, plan);
        struck += faults.list().filter((fault) => fault.struck > 0).length;
        faults.clear();
        assertSound(world);
        finishAll(world);
        expect([...world.all('Task')].filter((task) => !isFinished(task))).toEqual([]);
        const things = [...world.all('Vm'), ...world.all('Host')];
        expect(things.filter((thing) => thing.entityAsyncStatus !== null)).toEqual([]);
        expect(new Set([...world.all('Host')].map(({ status }) => status))).toEqual(
          new Set(['CONNECTED_HEALTHY']),
        );
      }),
      { numRuns: runs(100, 5_000) },
    );
    // With fewer the law would hold for want of faults. A deep run may have no time left for more.
    expect(struck).toBeGreaterThan(isDeep ? 0 : 10);
  });

  it('the same seed, requests and faults give the same bytes', () => {
    fc.assert(
      fc.property(scenarios, moves, (scenario, plan) => {
        const [one, two] = [walk(scenario, plan), walk(scenario, plan)];
        expect([dump(two.world), two.faults.state()]).toEqual([dump(one.world), one.faults.state()]);
      }),
      { numRuns: runs(15, 1_000) },
    );
  });

  it('every task ends with a fault in force that does not hang', () => {
    fc.assert(
      fc.property(scenarios, moves, (scenario, plan) => {
        const harmless = plan.filter((move) => move.do !== 'break' || move.rule.do !== 'hang');
        const { world, faults } = walk(scenario, harmless);
        finishAll(world, faults.decorate(WORK));
        expect([...world.all('Task')].filter((task) => !isFinished(task))).toEqual([]);
      }),
      { numRuns: runs(30, 2_000) },
    );
  });
});

function walk(scenario: Scenario, plan: readonly Move[]): { world: World; faults: Faults } {
  const world = buildWorld(scenario, { seed: 'law', start: 0, user: 'root' });
  const faults = new Faults({ world, work: WORK, settle: () => {} });
  for (const move of plan) {
    if (move.do === 'mend') faults.clear();
    else if (move.do === 'break') faults.add(move.rule);
    else act(world, move, faults.decorate(WORK));
    assertSound(world);
  }
  return { world, faults };
}
