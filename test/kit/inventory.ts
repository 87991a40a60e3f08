/**
 * What must be as before once a host is put back.
 * @module
 */
import type { Fake } from '../../src/server/fake.ts';

/** Where every VM is and whether it runs, and the state of every host. */
export function inventoryOf(fake: Fake): unknown {
  fake.settle();
  return {
    hosts: [...fake.world.all('Host')].map(
      ({ name, host_state }) => `${name} ${host_state?.state ?? 'IN_USE'}`,
    ),
    vms: [...fake.world.all('Vm')].map(({ name, status, host }) => `${name} ${status} ${host}`),
  };
}
