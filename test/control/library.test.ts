import { describe, expect, it } from 'vitest';
import { createFake } from '../../src/index.ts';
import { type Control, control } from '../kit/control.ts';

describe('the library', () => {
  it('explains the plan of a host as the control API does', async () => {
    const fake = createFake({ clock: 'manual' });
    const { body } = await control<Control['Plan']>(fake, 'GET', '/plan/node-01');
    expect(fake.plan('node-01')).toEqual(body);
    expect(body.vms.find(({ name }) => name === 'gpu-render-01')).toMatchObject({ rule: 'gpu-device' });
    expect(() => fake.plan('nowhere')).toThrow('There is no host nowhere');
  });

  it('gives the same account of itself', async () => {
    const fake = createFake({ clock: 'manual' });
    fake.setBehaviours({ 'login.refused': '401' });
    const { body } = await control<Control['Fidelity']>(fake, 'GET', '/fidelity');
    expect(fake.fidelity()).toEqual(body);
    expect(body.behaviours.find(({ id }) => id === 'login.refused')).toMatchObject({ choice: '401' });
  });

  it('refuses choices that there are not', () => {
    const fake = createFake({ clock: 'manual' });
    expect(() => fake.setBehaviours(JSON.parse('{"login.refuse":"401"}'))).toThrow('login.refused');
    expect(fake.world.behaviours).toEqual({});
  });
});
