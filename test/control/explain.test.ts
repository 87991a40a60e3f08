import { describe, expect, it } from 'vitest';
import { BEHAVIOURS } from '../../contracts/behaviours/index.ts';
import { CHECKS } from '../../src/server/engine/maintenance/checks.ts';
import { PLAN_RULES } from '../../src/server/engine/maintenance/plan.ts';
import { TARGET_RULES, TIE_RULES } from '../../src/server/engine/placement/rules.ts';
import { createTestFake, type TestFake, type TestFakeOptions, type Vm } from '../kit/fake.ts';

const HEADER = 'x-cloudtower-fake-rules';

const KNOWN = [
  ...Object.keys(BEHAVIOURS),
  ...Object.keys({ ...PLAN_RULES, ...TIE_RULES, ...TARGET_RULES, ...CHECKS }),
];

function explaining(options: TestFakeOptions = {}) {
  const fake = createTestFake({ explain: true, ...options });
  const rulesOf = async (path: string, body: unknown): Promise<string[]> => {
    const { headers } = await fake.post(path, body);
    return (headers.get(HEADER) ?? 'no header').split(', ');
  };
  const rulesOfEntering = async (name: string): Promise<string[]> => {
    const { id } = await fake.host(name);
    return rulesOf('/enter-maintance-mode', { where: { host_id: id }, data: {} });
  };
  const vmOf = async (where: object, isMeant: (vm: Vm) => boolean): Promise<Vm> => {
    const { body } = await fake.post('/get-vms', { where });
    const vm = body.find(isMeant);
    if (vm === undefined) throw new Error('The scenario has no such VM.');
    return vm;
  };
  return { rulesOf, rulesOfEntering, vmOf };
}

describe('an answer names the behaviours and rules it rests on', () => {
  it('only when it is asked to', async () => {
    const { headers } = await createTestFake().post('/get-hosts', {});
    expect(headers.has(HEADER)).toBe(false);
  });

  it('a read: access, query and the form of the answer', async () => {
    const rules = await explaining().rulesOf('/get-hosts', { where: { name: 'node-01' } });
    expect(rules).toEqual(
      expect.arrayContaining(['token.scheme', 'reads.default-order', 'reads.text-case', 'host-state.normal']),
    );
    expect(rules).not.toContain('login.refused');
  });

  it('each once, and none that the fidelity page does not list', async () => {
    const rules = await explaining().rulesOfEntering('node-01');
    expect(new Set(rules).size).toBe(rules.length);
    expect(KNOWN).toEqual(expect.arrayContaining(rules));
  });

  it('the same for an answer that has been kept', async () => {
    const { rulesOf } = explaining();
    const first = await rulesOf('/get-vms', {});
    expect(first).toContain('reads.page-limit');
    expect(await rulesOf('/get-vms', {})).toEqual(first);
  });

  it('a refusal: the row that makes it one, and the rule of the plan behind it', async () => {
    const { rulesOfEntering } = explaining({ behaviours: { 'enter.missing-vm': 'refused' } });
    const rules = await rulesOfEntering('node-01');
    expect(rules).toEqual(expect.arrayContaining(['enter.missing-vm', 'can-move', 'gpu-device']));
  });

  it('what keeps a host out: the check', async () => {
    const { rulesOfEntering, vmOf } = explaining({ behaviours: { 'enter.blocked': 'refused' } });
    const { host } = await vmOf({ status: 'SUSPENDED' }, () => true);
    const rules = await rulesOfEntering(host?.name ?? '');
    expect(rules).toEqual(
      expect.arrayContaining(['enter.blocked', 'suspended', 'check_exists_suspend_or_unknown_vms']),
    );
  });

  it('a migration that is refused: what ties the VM', async () => {
    const { rulesOf, vmOf } = explaining();
    const { id } = await vmOf({ status: 'RUNNING' }, ({ gpu_devices }) => (gpu_devices ?? []).length > 0);
    expect(await rulesOf('/migrate-vm', { where: { id } })).toContain('gpu-device');
  });

  it('answers of the edge, too: no token, no such path', async () => {
    const fake = createTestFake({ explain: true });
    const rules = async (path: string) =>
      (await fake.fetch(new Request(`http://fake${path}`, { method: 'POST' }))).headers.get(HEADER);
    expect(await rules('/v2/api/get-hosts')).toBe('token.missing');
    expect(await rules('/v2/api/no-such-path')).toBe('unknown-path.without-token, unknown-path.body');
    expect(await rules('/elsewhere')).toBe('unknown-path.body');
  });

  it('not those of steps that its poll moves on', async () => {
    const fake = createTestFake({ explain: true, clock: 'polls' });
    const where = { name: 'node-01' };
    const { task_id: id } = await fake.call('/enter-maintenance-mode-precheck', { where });
    for (let polls = 0; polls < 5; polls += 1) {
      const { headers } = await fake.post('/get-tasks', { where: { id } });
      expect(headers.get(HEADER)).not.toMatch(/can-move|precheck\.blocked/);
    }
    expect(fake.world.must('Task', id).status).toBe('SUCCESSED');
  });

  it('those of its own request, however many are answered side by side', async () => {
    const { rulesOf } = explaining();
    const alone = {
      hosts: await rulesOf('/get-hosts', {}),
      login: await rulesOf('/login', { username: 'root', password: 'wrong' }),
    };
    expect(alone.login).toContain('login.refused');
    const together = await Promise.all(
      Array.from({ length: 10 }, async () => ({
        hosts: await rulesOf('/get-hosts', {}),
        login: await rulesOf('/login', { username: 'root', password: 'wrong' }),
      })),
    );
    expect(together).toEqual(Array.from({ length: 10 }, () => alone));
  });

  it('and answers the same bytes as without', async () => {
    const [plain, explained] = [createTestFake(), createTestFake({ explain: true })];
    await Promise.all(
      [plain, explained].map(async (fake) => {
        const { id } = await fake.host('node-01');
        await fake.post('/enter-maintance-mode', { where: { host_id: id }, data: {} });
      }),
    );
    const read = async (fake: TestFake) =>
      Promise.all(
        ['/get-hosts', '/get-vms', '/get-tasks'].map(async (path) => (await fake.post(path, {})).body),
      );
    expect(await read(explained)).toEqual(await read(plain));
    expect(explained.dump()).toBe(plain.dump());
  });
});
