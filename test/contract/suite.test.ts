/**
 * The suite against a fake: in this process in a fast run, over HTTP in a deep one. CONTRACT_URL names another target.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { runCase } from '../../contracts/kit/case/run-case.ts';
import { createTransport } from '../../contracts/kit/session/transport.ts';
import { openTarget } from '../../contracts/kit/target/target.ts';
import { GROUPS } from '../../contracts/suite/index.ts';
import { createFake } from '../../src/server/fake.ts';
import { isDeep } from '../kit/runs.ts';

const { CONTRACT_URL, CLOUDTOWER_USER: user = 'root', CLOUDTOWER_PASSWORD: password = 'root' } = process.env;

const fake = createFake({ clock: 'polls' });
const listening = CONTRACT_URL === undefined && isDeep ? await fake.listen() : undefined;
afterAll(() => listening?.close());

const url = CONTRACT_URL ?? listening?.url;
const target = await openTarget(
  url === undefined
    ? { url: 'http://fake.localhost', transport: (request) => fake.fetch(request), user, password, pollMs: 0 }
    : { url, transport: createTransport(), user, password },
);

const GROUPED = Object.entries(GROUPS).map(
  ([group, cases]) => [group, cases.map((one) => [one.id, one.promise, one] as const)] as const,
);

describe.each(GROUPED)('%s', (_group, cases) => {
  it.for(cases)('%s: %s', async ([_id, _promise, one], { skip }) => {
    const { status, reason, expected, received } = await runCase(one, target);
    if (status === 'skip') skip(reason);
    expect({ status, reason, expected, received }).toMatchObject({
      status: one.row === undefined ? 'pass' : 'observed',
    });
  });
});
