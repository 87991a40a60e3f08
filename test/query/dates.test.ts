/**
 * Instants in filters, in scenarios and in the control API. vitest runs this folder in a second time zone as well: a
 * text without a zone means UTC in both.
 */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/fixtures/parse-scenario.ts';
import { parseIso, toIso } from '../../src/server/engine/time/iso.ts';
import { createTestFake } from '../kit/fake.ts';

const OFF_AT = '2016-09-23T12:29:32.342Z';

function scenarioWith(last_shutdown_time: string) {
  return parseScenario(`
scenario: 1
clusters:
  - name: one
    hosts:
      - { name: a, vms: [{ name: off, status: STOPPED, fields: { last_shutdown_time: '${last_shutdown_time}' } }] }
`);
}

/** Ways to write an instant, and the instant on the wire. */
const SAME: readonly (readonly [string, string])[] = [
  ['2016-09-23T12:29:32.342', OFF_AT],
  ['2016-09-23T12:29:32.342Z', OFF_AT],
  ['2016-09-23t12:29:32.342z', OFF_AT],
  ['2016-09-23T12:29:32.3429Z', OFF_AT],
  ['2016-09-23T12:29:32,342Z', OFF_AT],
  ['2016-09-23T20:29:32.342+08:00', OFF_AT],
  ['2016-09-23T20:29:32.342+0800', OFF_AT],
  ['2016-09-23T20:29:32.342+08', OFF_AT],
  ['2016-09-22T13:29:32.342-23:00', OFF_AT],
  ['2016-09-23T12:29:32', '2016-09-23T12:29:32.000Z'],
  ['2016-09-23T12:29:32.3', '2016-09-23T12:29:32.300Z'],
  ['2016-09-23T12:29', '2016-09-23T12:29:00.000Z'],
  ['2016-09-23T12', '2016-09-23T12:00:00.000Z'],
  ['2016-09-23', '2016-09-23T00:00:00.000Z'],
  ['2016-09', '2016-09-01T00:00:00.000Z'],
  ['2016', '2016-01-01T00:00:00.000Z'],
  ['2016-02-29', '2016-02-29T00:00:00.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
];

const INVALID: readonly string[] = [
  '',
  'yesterday',
  '2016-09-23 12:29:32.342',
  '2016-09-23 12:29:32Z',
  ' 2016-09-23',
  '2016-09-23\n',
  '2016-02-30',
  '2015-02-29',
  '2016-00-10',
  '2016-13-01',
  '2016-13',
  '2016-09-00',
  '2016-09-31',
  '2016-09-23T24:00:00Z',
  '2016-09-23T25:00:00Z',
  '2016-09-23T12:60:00Z',
  '2016-09-23T12:29:60Z',
  '2016-09-23T12:29:32.Z',
  '2016-09-23T12:29:32+24:00',
  '2016-09-23T12:29:32+08:60',
  '2016-09-23T12:29:32 +08:00',
  '2016-09-23T12:29:32GMT',
  '2016-09-23T',
  '2016-09-23Z',
  'T12:29:32Z',
  '2016-9-23',
  '16-09-23',
  '2016/09/23',
  '20160923',
  '1474633772342',
  '+012016-09-23T12:29:32Z',
  '0000-01-01T00:00:00+08:00',
  '9999-12-31T23:59:59-08:00',
  'Fri, 23 Sep 2016 12:29:32 GMT',
];

it.runIf(process.env['TZ'] === 'Asia/Shanghai')('the machine is in Shanghai', () => {
  expect(new Date('2026-01-01T00:00').getTimezoneOffset()).toBe(-480);
});

describe('an instant', () => {
  it.each(SAME)('may be written %s and is %s on the wire', async (text, wire) => {
    expect(toIso(parseIso(text))).toBe(wire);
    const fake = createTestFake({ scenario: scenarioWith(text) });
    const [vm] = await fake.call('/get-vms', {});
    expect(vm?.last_shutdown_time).toBe(wire);
    const count = async (where: object) =>
      (await fake.call('/get-vms-connection', { where })).aggregate.count;
    expect(await count({ last_shutdown_time: text })).toBe(1);
    expect(await count({ last_shutdown_time_in: [text] })).toBe(1);
    expect(await count({ last_shutdown_time_not: text })).toBe(0);
    expect(await count({ last_shutdown_time_gte: text, last_shutdown_time_lte: text })).toBe(1);
    expect(await count({ last_shutdown_time_gt: text })).toBe(0);
    expect(await count({ last_shutdown_time_lt: text })).toBe(0);
  });
});

describe('a text that is no instant', () => {
  const fake = createTestFake();
  it.each(INVALID)('is refused in filters: %j', async (text) => {
    for (const where of [
      { finished_at: text },
      { finished_at_gt: text },
      { finished_at_in: [OFF_AT, text] },
      { OR: [{ NOT: [{ finished_at_not: text }] }] },
    ]) {
      const { status, body } = await fake.postRejected('/get-tasks', { where });
      expect(status).toBe(400);
      expect(body.message).toMatch(/^where\..*: expected an instant such as 2026-01-01T00:00:00.000Z/);
    }
    const nested = await fake.postRejected('/get-hosts', {
      where: { vms_some: { last_shutdown_time_lt: text } },
    });
    expect(nested.status).toBe(400);
  });

  it.each(INVALID)('is refused in scenarios: %j', (text) => {
    expect(() => createTestFake({ scenario: scenarioWith(text.replace('\n', '\\n')) })).toThrow(
      /^clusters\.0\.hosts\.0\.vms\.0\.fields\.last_shutdown_time: expected an instant such as/,
    );
  });

  it.each(INVALID)('is refused as the start of the clock: %j', async (start) => {
    expect((await fake.control('POST', '/reset', { clock: { mode: 'manual' }, start })).status).toBe(400);
  });
});
