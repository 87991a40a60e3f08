import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWorld } from '../../src/fixtures/build.ts';
import type { Scenario } from '../../src/fixtures/scenario.ts';
import { WORK } from '../../src/server/engine/jobs.ts';
import { otherInMaintenance } from '../../src/server/engine/maintenance/checks.ts';
import { enterMaintenance } from '../../src/server/engine/maintenance/enter.ts';
import { exitMaintenance } from '../../src/server/engine/maintenance/exit.ts';
import { planEvacuation } from '../../src/server/engine/maintenance/plan.ts';
import { whyNot } from '../../src/server/engine/placement/placement.ts';
import { settleWorld } from '../../src/server/engine/task/job.ts';
import { isFinished } from '../../src/server/engine/task/task.ts';
import { vmsOf } from '../../src/server/engine/world/derived.ts';
import type { HostRecord } from '../../src/server/engine/world/records.ts';
import type { World } from '../../src/server/engine/world/world.ts';
import { actions, scenarios } from '../kit/arbitraries.ts';
import { runs } from '../kit/runs.ts';
import { act, backLists, CALLER, dump, finishAll, needed, placement } from '../kit/scenario-runner.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

function build(scenario: Scenario): World {
  return buildWorld(scenario, { seed: 'law', start: START, user: 'root' });
}

describe('whatever clients do', () => {
  it('the invariants hold after every step, refused requests change nothing, and every task ends', () => {
    fc.assert(
      fc.property(scenarios, actions, (scenario, plan) => {
        const world = build(scenario);
        for (const action of plan) act(world, action);
        finishAll(world);
        expect([...world.all('Task')].filter((task) => !isFinished(task))).toEqual([]);
        expect([...world.all('Vm')].filter((vm) => vm.entityAsyncStatus !== null)).toEqual([]);
        expect([...world.all('Host')].filter((host) => host.entityAsyncStatus !== null)).toEqual([]);
      }),
      { numRuns: runs(80, 4_000) },
    );
  });

  it('the same seed and the same requests give the same bytes', () => {
    fc.assert(
      fc.property(scenarios, actions, (scenario, plan) => {
        const [one, two] = [build(scenario), build(scenario)];
        for (const action of plan) act(one, action);
        for (const action of plan) act(two, action);
        expect(dump(two)).toBe(dump(one));
      }),
      { numRuns: runs(20, 1_000) },
    );
  });
});

describe('a cached plan', () => {
  it('equals a fresh plan, after any sequence of actions', () => {
    const nobody = new Set(['nobody']);
    fc.assert(
      fc.property(scenarios, actions, (scenario, plan) => {
        const world = build(scenario);
        for (const action of plan) {
          act(world, action);
          for (const host of world.all('Host'))
            expect(planEvacuation(world, host)).toEqual(planEvacuation(world, host, { shutDown: nobody }));
        }
      }),
      { numRuns: runs(100, 2_000) },
    );
  });
});

describe('which other hosts are in maintenance', () => {
  it('equals a search through every host and job, at every moment of an enter and an exit', () => {
    const seen = new Set<unknown>();
    const look = (world: World) => {
      for (const host of world.all('Host')) {
        const others = otherInMaintenance(world, host);
        expect(others).toEqual(lookForOthers(world, host));
        for (const { host_state } of others) seen.add(host_state?.state);
      }
    };
    const watch = (world: World) => {
      look(world);
      for (let next = world.agenda.nextAt(); next !== undefined; next = world.agenda.nextAt()) {
        settleWorld(world, next, WORK);
        look(world);
      }
    };
    fc.assert(
      fc.property(scenarios, fc.nat(), (scenario, pick) => {
        const world = build(scenario);
        const ids = world.ids('Host');
        const host = () => world.must('Host', ids[pick % ids.length] ?? '');
        enterMaintenance(world, host(), needed(world, host()), CALLER);
        watch(world);
        if (host().host_state?.state !== 'MAINTENANCE_MODE') return;
        exitMaintenance(world, host(), backLists(world, host(), ['live-migrate', 'shut-down']), CALLER);
        watch(world);
      }),
      { numRuns: runs(100, 2_000) },
    );
    // A host that is leaving is in use again.
    expect(seen).toEqual(new Set(['ENTERING_MAINTENANCE_MODE', 'MAINTENANCE_MODE', 'IN_USE']));
  });
});

function lookForOthers(world: World, host: HostRecord): HostRecord[] {
  const leaving = [...world.all('Job')]
    .filter(({ steps }) => steps.some(({ kind }) => kind === 'leave-maintenance'))
    .map((job) => job.host);
  const states: unknown[] = ['ENTERING_MAINTENANCE_MODE', 'MAINTENANCE_MODE'];
  return [...world.all('Host')]
    .filter(({ id, cluster }) => id !== host.id && cluster === host.cluster)
    .filter(({ id, host_state }) => states.includes(host_state?.state) || leaving.includes(id))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Whether the rules that bring VMs back allow those that are on a host: a scenario may place them against the rules. */
function vmsMayBeOn(world: World, host: HostRecord): boolean {
  return vmsOf(world, host).every((vm) => {
    const obstacle = whyNot(world, vm, host, vm.status === 'RUNNING' ? 'live' : 'cold');
    return obstacle === undefined || (obstacle.rule === 'memory' && vm.status === 'RUNNING');
  });
}

describe('maintenance of a host', () => {
  it('enter, then exit with every list, restores where every VM is and whether it runs, if it may be there', () => {
    let entered = 0;
    fc.assert(
      fc.property(scenarios, fc.nat(), (scenario, pick) => {
        const world = build(scenario);
        const ids = world.ids('Host');
        const id = ids[pick % ids.length] ?? '';
        const before = placement(world);
        const host = () => world.must('Host', id);
        if (!vmsMayBeOn(world, host())) return;
        enterMaintenance(world, host(), needed(world, host()), CALLER);
        finishAll(world);
        if (host().host_state?.state !== 'MAINTENANCE_MODE') return;
        entered += 1;
        exitMaintenance(
          world,
          host(),
          backLists(world, host(), ['live-migrate', 'offline-migrate', 'shut-down']),
          CALLER,
        );
        finishAll(world);
        expect([...world.all('Task')].map(({ status }) => status)).toEqual(['SUCCESSED', 'SUCCESSED']);
        expect(placement(world)).toEqual(before);
      }),
      { numRuns: runs(80, 4_000) },
    );
    // With fewer the law would hold for want of cases.
    expect(entered).toBeGreaterThan(10);
  });

  it("exit's lists are exactly what enter did", () => {
    fc.assert(
      fc.property(scenarios, fc.nat(), (scenario, pick) => {
        const world = build(scenario);
        const ids = world.ids('Host');
        const host = world.must('Host', ids[pick % ids.length] ?? '');
        const before = new Map([...world.all('Vm')].map((vm) => [vm.id, vm]));
        enterMaintenance(world, host, needed(world, host), CALLER);
        finishAll(world);
        const did = [...world.all('Vm')].flatMap((vm) => {
          const was = before.get(vm.id);
          if (was?.host !== vm.host)
            return [[vm.local_id, vm.status === 'RUNNING' ? 'live-migrate' : 'offline-migrate']];
          return was.status === vm.status ? [] : [[vm.local_id, 'shut-down']];
        });
        const record = world.get('Maintenance', host.id);
        fc.pre(record !== undefined);
        expect(record?.vms.map((vm) => [vm.uuid, vm.action]).toSorted()).toEqual(did.toSorted());
      }),
      { numRuns: runs(60, 4_000) },
    );
  });
});

describe('time', () => {
  it('many small steps equal one leap', () => {
    const leaps = fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(scenarios, leaps, (scenario, steps) => {
        const [small, large] = [build(scenario), build(scenario)];
        for (const world of [small, large]) {
          const host = world.must('Host', world.ids('Host')[0] ?? '');
          enterMaintenance(world, host, needed(world, host), CALLER);
        }
        let at = START;
        for (const ms of steps) {
          at += ms;
          settleWorld(small, at, WORK);
        }
        settleWorld(large, at, WORK);
        expect(dump(small)).toBe(dump(large));
      }),
      { numRuns: runs(60, 4_000) },
    );
  });
});
