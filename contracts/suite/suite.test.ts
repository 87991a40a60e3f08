/**
 * The suite as vitest tests. All that it knows of the target is its URL.
 */
import { describe, expect, inject, it } from 'vitest';
import { runCase } from '../kit/case/run-case.ts';
import { createTransport } from '../kit/session/transport.ts';
import { openTarget } from '../kit/target/target.ts';
import { GROUPS } from './index.ts';

const { CLOUDTOWER_USER: user = 'root', CLOUDTOWER_PASSWORD: password = 'root' } = process.env;
const target = await openTarget({ url: inject('contractUrl'), transport: createTransport(), user, password });

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
