import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exitLists } from '../../contracts/kit/session/maintenance.ts';
import { createFake, type Fake } from '../../src/server/fake.ts';
import type { Listening } from '../../src/server/listen.ts';
import type { Wire } from '../kit/fake.ts';

let fake: Fake;
let server: Listening;

beforeAll(async () => {
  fake = createFake({ clock: 'manual' });
  server = await fake.listen();
});

afterAll(() => server.close());

/** POSTs over the socket, as a client does; the answer must be 200. */
async function post<Body>(path: string, body: object, token = ''): Promise<Body> {
  const answer = await request(server.url)
    .post(`/v2/api${path}`)
    .set('authorization', token)
    .send(body)
    .expect(200)
    .expect('content-type', /^application\/json/)
    .expect('x-tower-request-id', /./);
  return answer.body;
}

it('a client logs in, puts a host into maintenance and takes it out again over HTTP', async () => {
  const login = await post<Wire['WithTask_LoginResponse_']>('/login', { username: 'root', password: 'root' });
  const token = login.data.token;
  const [host] = await post<Wire['Host'][]>('/get-hosts', { where: { name: 'node-01' } }, token);
  const id = host?.id ?? '';
  const vms = () => post<Wire['Vm'][]>('/get-vms', { where: { host: { id } } }, token);
  const before = await vms();
  const finish = (task: string | null | undefined) => fake.clock.advance({ until: { task: task ?? '' } });

  const check = await post<{ task_id: string }>('/enter-maintenance-mode-precheck', { where: { id } }, token);
  finish(check.task_id);
  const { shutdownVms, done } = await post<Wire['EnterMaintenanceModeResult']>(
    '/enter-maintance-mode-precheck-result',
    { where: { task_id: check.task_id } },
    token,
  );
  expect(done).toBe(true);

  const data = { shutdown_vms: shutdownVms.map(({ vm_uuid }) => vm_uuid) };
  const entered = await post<Wire['WithTask_Host_']>(
    '/enter-maintance-mode',
    { where: { host_id: id }, data },
    token,
  );
  finish(entered.task_id);
  expect((await vms()).filter(({ status }) => status === 'RUNNING')).toEqual([]);

  const lists = await post<Wire['ExitMaintenanceModeResult']>(
    '/exit-maintance-mode-precheck-result',
    { where: { id } },
    token,
  );
  const left = await post<Wire['WithTask_Host_']>(
    '/exit-maintance-mode',
    { where: { host_id: id }, data: exitLists(lists) },
    token,
  );
  finish(left.task_id);
  const placed = (all: readonly Wire['Vm'][]) => all.map(({ name, status }) => `${name} ${status}`);
  expect(placed(await vms())).toEqual(placed(before));
});
