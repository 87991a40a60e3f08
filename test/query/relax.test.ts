/** A relaxed filter matches every task that the filter itself could match at any time of the task's life. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contract } from '../../contracts/openapi/generated/document.ts';
import { createCatalogue } from '../../src/server/engine/query/catalogue.ts';
import { relax } from '../../src/server/engine/query/relax.ts';
import { parseWhere } from '../../src/server/engine/query/where.ts';
import { CHANGING_FIELDS } from '../../src/server/engine/task/task.ts';
import { createTestFake, type TestFake } from '../kit/fake.ts';
import { startEnter } from '../kit/maintenance.ts';
import { runs } from '../kit/runs.ts';

const catalogue = createCatalogue(contract, '4.6.0');
const entity = catalogue.entity('Task');

type Where = Readonly<Record<string, unknown>>;
type Life = readonly Readonly<Record<string, unknown> & { id: string }>[];

/** Returns every state of a task, from PENDING to its end. */
async function lifeOf(fake: TestFake, id: string): Promise<Life> {
  const states = [fake.world.must('Task', id)];
  fake.world.onChange('Task', ({ after }) => after?.id === id && states.push(after));
  await fake.finish(id);
  return states;
}

async function lives(): Promise<{ fake: TestFake; all: readonly Life[] }> {
  const fake = createTestFake({ behaviours: { 'enter.second-host': 'task-fails' } });
  const entered = await lifeOf(fake, await startEnter(fake, 'node-01'));
  const again = await lifeOf(fake, await startEnter(fake, 'node-02'));
  const [started] = await fake.call('/poweroff-vm', { where: { name: 'web-01' } });
  return { fake, all: [entered, again, await lifeOf(fake, started?.task_id ?? '')] };
}

function filters(all: readonly Life[]): fc.Arbitrary<Where> {
  const ids = all.map(([first]) => first?.id ?? '');
  const leaf: fc.Arbitrary<Where> = fc.oneof(
    fc.constantFrom(...ids, 'another').map((id) => ({ id })),
    fc.constantFrom('Host', 'Vm').map((type) => ({ resource_type: type })),
    fc.constantFrom({ key: 'x' }, { type: 'BACKUP' }),
    fc.constantFrom('PENDING', 'EXECUTING', 'SUCCESSED', 'FAILED').map((status) => ({ status })),
    fc.constantFrom('PENDING', 'FAILED').map((status) => ({ status_not: status })),
    fc.subarray(['EXECUTING', 'SUCCESSED', 'FAILED']).map((status) => ({ status_in: status })),
    fc.constantFrom(0, 0.5, 1).map((progress) => ({ progress_gte: progress })),
    fc.constantFrom({ finished_at_not: null }, { error_code: null }, { started_at: null }, {}),
  );
  return fc.letrec<{ node: Where }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.tuple(leaf, leaf).map(([a, b]) => ({ ...a, ...b })),
      fc
        .tuple(fc.constantFrom('AND', 'OR', 'NOT'), fc.array(tie('node'), { maxLength: 3 }))
        .map(([name, parts]) => ({ [name]: parts })),
    ),
  })).node;
}

describe('relaxing a filter', () => {
  it('matches at its first state every task that the filter matches at any state', async () => {
    const { fake, all } = await lives();
    const { behaviours } = fake.world;
    const matches = (where: unknown, state: Life[number]) =>
      parseWhere({ catalogue, behaviours }, entity, where, 'where')(fake.world, state) === true;
    const misses = (where: Where) => {
      const relaxed = relax(entity, where, CHANGING_FIELDS);
      const possible = all.filter((life) => life.some((state) => matches(where, state)));
      return possible.flat().filter((state) => !matches(relaxed, state));
    };
    fc.assert(
      fc.property(filters(all), (where) => {
        expect(misses(where)).toEqual([]);
      }),
      { numRuns: runs(300, 10_000) },
    );
  });

  it('leaves a filter without changing fields as strict as it was', async () => {
    const { fake, all } = await lives();
    const { behaviours } = fake.world;
    const matches = (where: unknown, state: Life[number]) =>
      parseWhere({ catalogue, behaviours }, entity, where, 'where')(fake.world, state) === true;
    const names = ['id', 'resource_type', 'key', 'type'];
    const stable = filters(all).filter((where) => fieldsIn(where).every((name) => names.includes(name)));
    fc.assert(
      fc.property(stable, (where) => {
        const relaxed = relax(entity, where, CHANGING_FIELDS);
        for (const state of all.flat()) expect(matches(relaxed, state)).toBe(matches(where, state));
      }),
      { numRuns: runs(100, 2_000) },
    );
  });

  it('knows all fields that change while a task runs', async () => {
    const { all } = await lives();
    const changed = all.flatMap((life) =>
      Object.keys(life[0] ?? {}).filter((field) => new Set(life.map((state) => state[field])).size > 1),
    );
    expect([...new Set(changed)].toSorted()).toEqual(CHANGING_FIELDS.toSorted());
  });
});

/** Returns the names of all conditions of a filter, at any depth. */
function fieldsIn(where: Where): string[] {
  return Object.entries(where).flatMap(([name, value]) =>
    ['AND', 'OR', 'NOT'].includes(name) && Array.isArray(value) ? value.flatMap(fieldsIn) : [name],
  );
}
