/**
 * Which contract the suite holds a target to, by the version that the target answers.
 */
import { describe, expect, it } from 'vitest';
import { createContract } from '../../contracts/kit/session/shape.ts';
import { createFake } from '../../src/server/fake.ts';

const fake = createFake({ apiVersion: '4.8.0' });
const headers = { authorization: 'token', 'content-type': 'application/json' };
const request = new Request('http://fake/v2/api/get-clusters', { method: 'POST', headers, body: '{}' });
const clusters: unknown = await (await fake.fetch(request)).json();

/** Checks the clusters of 4.8.0, with members added, as answered by a target of a version. */
function check(version: string, added: object = {}): void {
  const body = Array.isArray(clusters) ? clusters.map((one: object) => ({ ...one, ...added })) : clusters;
  createContract(version).check({ method: 'POST', path: '/get-clusters', status: 200, body });
}

describe('a target', () => {
  it('of a complete version has the fields of that version and no others', () => {
    expect(() => check('4.8.0')).not.toThrow();
    expect(() => check('4.7.0')).toThrow(/dirty_cache|failure_cache_space/);
    expect(() => check('4.8.0', { overprovision_ratio: 2.5 })).toThrow('overprovision_ratio');
  });

  it.each(['4.8.1', '4.9.0', '5.0.0'])('of %s may have fields that are not known', (version) => {
    expect(() => check(version, { overprovision_ratio: 2.5, a_new_field: 1 })).not.toThrow();
  });

  it('of a patch release may have a field that a later version lacks', () => {
    expect(() => check('4.7.2', { overprovision_ratio: 2.5 })).not.toThrow();
  });

  it('of any version may not have null in a required field', () => {
    for (const version of ['4.7.2', '4.8.0', '4.8.1', '5.0.0'])
      expect(() => check(version, { name: null }), version).toThrow('name');
  });
});
