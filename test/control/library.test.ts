import { describe, expect, it } from 'vitest';
import { type Control, createTestFake } from '../kit/fake.ts';

describe('the library', () => {
  it('explains the plan of a host as the control API does', async () => {
    const fake = createTestFake();
    const { body } = await fake.control<Control['Plan']>('GET', '/plan/node-01');
    expect(fake.plan('node-01')).toEqual(body);
    expect(body.vms.find(({ name }) => name === 'gpu-render-01')).toMatchObject({ rule: 'gpu-device' });
    expect(() => fake.plan('nowhere')).toThrow('There is no host nowhere');
  });

  it('gives the same account of itself', async () => {
    const fake = createTestFake();
    fake.setBehaviours({ 'login.refused': '401' });
    const { body } = await fake.control<Control['Fidelity']>('GET', '/fidelity');
    expect(fake.fidelity()).toEqual(body);
    expect(body.behaviours.find(({ id }) => id === 'login.refused')).toMatchObject({ choice: '401' });
  });

  it('rejects choices that do not exist', () => {
    const fake = createTestFake();
    expect(() => fake.setBehaviours(JSON.parse('{"login.refuse":"401"}'))).toThrow('login.refused');
    expect(fake.world.behaviours).toEqual({});
  });
});
