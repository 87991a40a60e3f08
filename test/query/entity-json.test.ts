import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contract } from '../../contracts/openapi/generated/document.ts';
import { buildWorld } from '../../src/fixtures/build.ts';
import { createCatalogue } from '../../src/server/engine/query/catalogue.ts';
import { EntityJson } from '../../src/server/engine/query/entity-json.ts';
import { rowOf, toWire } from '../../src/server/engine/query/read.ts';
import { ENTITY_NAMES } from '../../src/server/engine/world/tables.ts';
import type { World } from '../../src/server/engine/world/world.ts';
import { actions, scenarios } from '../kit/arbitraries.ts';
import { runs } from '../kit/runs.ts';
import { act, finishAll } from '../kit/scenario-runner.ts';

const catalogue = createCatalogue(contract, '4.6.0');
/** Throws unless the cached JSON of every entity equals a fresh read. */
function expectFresh(world: World, cache: EntityJson): void {
  for (const kind of ENTITY_NAMES) {
    const entity = catalogue.entity(kind);
    for (const id of world.ids(kind)) {
      const row = rowOf(world, kind, id);
      if (row === undefined) throw new Error(`No ${kind} ${id}.`);
      const cached = new TextDecoder().decode(cache.json(entity, row));
      if (cached !== JSON.stringify(toWire(world, entity, row)))
        throw new Error(`${kind} ${id} is stale: ${cached}`);
    }
  }
}

it('the cached JSON of an entity equals a fresh read, after any sequence of actions', () => {
  fc.assert(
    fc.property(
      scenarios,
      actions,
      fc.array(fc.nat({ max: 7 }), { maxLength: 3 }),
      (scenario, plan, renamed) => {
        const world = buildWorld(scenario, {
          seed: 'entity-json',
          start: Date.parse('2026-01-01T00:00:00Z'),
          user: 'root',
        });
        const cache = new EntityJson(world, (text) => new TextEncoder().encode(text));
        expectFresh(world, cache);
        for (const action of plan) {
          act(world, action);
          expectFresh(world, cache);
        }
        for (const index of renamed) {
          const ids = world.ids('Host');
          world.update('Host', ids[index % ids.length] ?? '', { name: `renamed-${index}` });
          expectFresh(world, cache);
        }
        finishAll(world);
        expectFresh(world, cache);
        expect(world.version()).toBeGreaterThan(0);
      },
    ),
    { numRuns: runs(25, 1_000) },
  );
});
