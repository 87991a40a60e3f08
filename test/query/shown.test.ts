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
import { act, finishAll } from '../kit/scenario-runner.ts';

const catalogue = createCatalogue(contract, '4.6.0');
/** What is kept of every entity must be what reading it anew gives. */
function expectFresh(world: World, shown: EntityJson): void {
  for (const kind of ENTITY_NAMES) {
    const entity = catalogue.entity(kind);
    for (const id of world.ids(kind)) {
      const row = rowOf(world, kind, id);
      if (row === undefined) throw new Error(`No ${kind} ${id}.`);
      const kept = new TextDecoder().decode(shown.json(entity, row));
      if (kept !== JSON.stringify(toWire(world, entity, row)))
        throw new Error(`${kind} ${id} is stale: ${kept}`);
    }
  }
}

it('what is kept of an entity is what reading it anew gives, whatever has happened', () => {
  fc.assert(
    fc.property(
      scenarios,
      actions,
      fc.array(fc.nat({ max: 7 }), { maxLength: 3 }),
      (scenario, plan, renamed) => {
        const world = buildWorld(scenario, {
          seed: 'shown',
          start: Date.parse('2026-01-01T00:00:00Z'),
          user: 'root',
        });
        const shown = new EntityJson(world, (text) => new TextEncoder().encode(text));
        expectFresh(world, shown);
        for (const action of plan) {
          act(world, action);
          expectFresh(world, shown);
        }
        for (const index of renamed) {
          const ids = world.ids('Host');
          world.update('Host', ids[index % ids.length] ?? '', { name: `renamed-${index}` });
          expectFresh(world, shown);
        }
        finishAll(world);
        expectFresh(world, shown);
        expect(world.version()).toBeGreaterThan(0);
      },
    ),
    { numRuns: 100 },
  );
});
