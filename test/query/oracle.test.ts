import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Field, filterName, isOrderable } from '../../contracts/openapi/fields.ts';
import { contract } from '../../contracts/openapi/generated/document.ts';
import { buildWorld } from '../../src/fixtures/build.ts';
import { createCatalogue } from '../../src/server/engine/query/catalogue.ts';
import { parseQuery, runQuery } from '../../src/server/engine/query/query.ts';
import { rowOf, toWire } from '../../src/server/engine/query/read.ts';
import type { EntityName } from '../../src/server/engine/world/tables.ts';
import type { World } from '../../src/server/engine/world/world.ts';
import { actions, scenarios } from '../kit/arbitraries.ts';
import { runs } from '../kit/runs.ts';
import { act } from '../kit/scenario-runner.ts';
import { type Entity, type Everything, oracle, type Page, type Where } from './oracle.ts';

const catalogue = createCatalogue(contract, '4.6.0');
const KINDS: readonly EntityName[] = ['Cluster', 'Host', 'Vm', 'Task', 'Label', 'VmPlacementGroup', 'User'];
/** The relations whose other end the world holds and the oracle knows. */
const RELATIONS = ['cluster', 'host', 'hosts', 'labels', 'user', 'vm_placement_group', 'vms'];

function everything(world: World): Everything {
  return Object.fromEntries(
    KINDS.map((kind) => [
      kind,
      world.ids(kind).map((id): Entity => {
        const row = rowOf(world, kind, id);
        if (row === undefined) throw new Error(`No ${kind} ${id}.`);
        return JSON.parse(JSON.stringify(toWire(world, catalogue.entity(kind), row)));
      }),
    ]),
  );
}

/** Values that occur, values near to them, and null. */
function operands(all: Everything, kind: EntityName, field: Field): fc.Arbitrary<unknown> {
  const seen = (all[kind] ?? []).map((one) => one[field.name] ?? null);
  const known = fc.constantFrom(...seen, null);
  switch (field.kind) {
    case 'date':
      return fc.oneof(
        known,
        fc.constantFrom(
          '2026-01-01T00:00:00Z',
          '2025-06-30T08:00:00+08:00',
          '2025-06-01',
          '2026-01-01T00:00',
        ),
        known.map((value) => (typeof value === 'string' ? value.replace('.000Z', '+00:00') : value)),
      );
    case 'string':
      return fc.oneof(
        known,
        fc.constantFrom('', 'a', 'node', 'vm-', '0', '_', '%', 'n_d', '_m-%', '!_', '!!', '!%-', '!n%!e'),
        known.map((value) => JSON.stringify(value).slice(2, 5)),
      );
    case 'integer':
      return fc.oneof(known, fc.integer({ min: 0, max: 5 }));
    case 'number':
      return fc.oneof(known, fc.double({ min: 0, max: 100, noNaN: true }));
    case 'boolean':
      return fc.constantFrom(true, false, null);
    default:
      return fc.constantFrom(...(field.values ?? []), null);
  }
}

function filters(all: Everything, kind: EntityName, depth: number): fc.Arbitrary<Where> {
  const fields = catalogue.entity(kind).fields.filter((field) => field.operators.length > 0);
  const usable = fields.filter(
    (field) => field.entity === undefined || (depth > 0 && RELATIONS.includes(field.name)),
  );
  const single = fc.constantFrom(...usable).chain((field) => filter(all, kind, field, depth));
  if (depth === 0) return single;
  const inner = filters(all, kind, depth - 1);
  const logic = fc
    .constantFrom('AND', 'OR', 'NOT')
    .chain((name) =>
      fc
        .array(fc.oneof(inner, inner, fc.constant({})), { maxLength: 3 })
        .map((parts): Where => ({ [name]: parts })),
    );
  return fc.oneof(
    single,
    single,
    logic,
    fc.tuple(single, single, logic).map((parts): Where => Object.assign({}, ...parts)),
  );
}

function filter(all: Everything, kind: EntityName, field: Field, depth: number): fc.Arbitrary<Where> {
  return fc.constantFrom(...field.operators).chain((operator) => {
    const name = filterName(field.name, operator);
    const other = KINDS.find((candidate) => candidate === field.entity);
    if (other !== undefined) {
      const nested = fc.oneof(fc.constant({}), filters(all, other, depth - 1));
      return (field.kind === 'relation' ? fc.oneof(nested, fc.constant(null)) : nested).map(
        (value): Where => ({ [name]: value }),
      );
    }
    const operand = operands(all, kind, field);
    const isList = operator === 'in' || operator === 'not_in';
    const list = fc.oneof(
      fc.array(
        operand.filter((value) => value !== null),
        { maxLength: 3 },
      ),
      fc.constant(null),
    );
    return (isList ? list : operand).map((value): Where => ({ [name]: value }));
  });
}

function pages(all: Everything, kind: EntityName): fc.Arbitrary<Page> {
  const orders = catalogue
    .entity(kind)
    .fields.filter(isOrderable)
    .flatMap(({ name }) => [`${name}_ASC`, `${name}_DESC`]);
  const cursor = fc.constantFrom(...(all[kind] ?? []).map(({ id }) => id), 'unknown');
  const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });
  const count = rarely(fc.nat({ max: 6 }));
  const orderBy = fc.option(fc.constantFrom(...orders), { nil: undefined });
  const where = fc.option(filters(all, kind, 2), { nil: undefined, freq: 9 });
  return fc
    .record({
      where,
      orderBy,
      first: count,
      last: count,
      skip: count,
      after: rarely(cursor),
      before: rarely(cursor),
    })
    .map((page): Page => {
      const both = page.first !== undefined && page.last !== undefined;
      const entries = Object.entries(page).filter(
        ([name, value]) => value !== undefined && !(both && name === 'last'),
      );
      return Object.fromEntries(entries);
    });
}

describe('the query engine answers what the oracle answers', () => {
  it.each(KINDS)('for random filters, orders and pages of %s, in random worlds', (kind) => {
    let matched = 0;
    fc.assert(
      fc.property(scenarios, actions, fc.infiniteStream(fc.nat()), (scenario, plan, seeds) => {
        const world = buildWorld(scenario, {
          seed: 'oracle',
          start: Date.parse('2026-01-01T00:00:00Z'),
          user: 'root',
        });
        for (const action of plan) act(world, action);
        const all = everything(world);
        if ((all[kind] ?? []).length === 0) return;
        for (const page of fc.sample(pages(all, kind), { numRuns: 40, seed: seeds.next().value ?? 0 })) {
          const ids = runQuery(world, parseQuery({ catalogue, behaviours: {} }, kind, page)).map(
            ({ id }) => id,
          );
          matched += ids.length;
          expect(ids, JSON.stringify(page)).toEqual(oracle(all, kind, page));
        }
      }),
      { numRuns: runs(20, 500) },
    );
    // With fewer they would agree on nothing.
    expect(matched).toBeGreaterThan(100);
  });
});
