import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contract } from '../../contracts/openapi/generated/document.ts';
import { createFake, type Fake } from '../../src/server/fake.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudtower-fake-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Every read of the contract, and requests that are rejected. */
const READS = [
  ...Object.keys(contract.paths).filter((path) => path.startsWith('/get-')),
  '/enter-maintance-mode-precheck-result',
  '/exit-maintance-mode-precheck-result',
  '/no-such-path',
];

async function read(fake: Fake, path: string): Promise<Response> {
  const method = contract.paths[path]?.get === undefined ? 'POST' : 'GET';
  return fake.fetch(
    new Request(`http://fake/v2/api${path}`, {
      method,
      headers: { authorization: 'token', 'content-type': 'application/json' },
      ...(method === 'POST' && { body: JSON.stringify({ where: {} }) }),
    }),
  );
}

async function rename(fake: Fake): Promise<void> {
  const body = JSON.stringify({ where: { name: 'node-01' }, data: { name: 'node-01b' } });
  const headers = { authorization: 'token', 'content-type': 'application/json' };
  await fake.fetch(new Request('http://fake/v2/api/update-host', { method: 'POST', headers, body }));
}

/** Saving replaces the file, so a file that was written again is another one. */
function identityOf(file: string): number {
  return statSync(file).ino;
}

/** How often the fake looks whether there is something to save, in ms. */
const SAVE_EVERY_MS = 1;

it('a thousand reads that explain themselves write the state file not once', async () => {
  const fake = createFake({ clock: 'manual', explain: true });
  const file = join(folder, 'state');
  await using kept = await fake.keepState(file, { everyMs: SAVE_EVERY_MS });
  expect(kept.isLoaded).toBe(false);
  const saved = identityOf(file);
  const version = fake.world.version();
  for (let count = 0; count < 1_000; count += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after another
    const answer = await read(fake, READS[count % READS.length] ?? '');
    expect(answer.headers.has('x-cloudtower-fake-rules')).toBe(true);
  }
  // The reads take no turn of the timers: give the saving one, many times as long as it waits.
  await setTimeout(SAVE_EVERY_MS * 50);
  expect(fake.world.version()).toBe(version);
  expect(identityOf(file)).toBe(saved);

  await rename(fake);
  // oxlint-disable-next-line no-await-in-loop -- until the change is saved, which shows that changes are looked for
  while (identityOf(file) === saved) await nextTurn();
});
