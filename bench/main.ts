/**
 * `npm run bench`: prints a report; it is not a test. It measures each case in each world over sockets, on the fake
 * and then on bare Hono. Each server has its own process.
 * @module
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { CASES, type Case, type Ids, WORLDS } from './cases.ts';

const SECONDS = Number(process.argv[2] ?? 3);
const HEADERS = { authorization: 'token', 'content-type': 'application/json' };
const SERVER = new URL('./server.js', import.meta.url);

console.log(`Node ${process.version}, ${SECONDS} s each, 10 connections.\n`);
console.log(`Start of the default scenario, process start to first answer: ${await medianStartMs()} ms\n`);
await run('--expose-gc', fileURLToPath(new URL('./worlds.js', import.meta.url)));
console.log();
console.log('| VMs | case | fake, req/s | bare Hono, req/s | ratio | aim | p50 ms | p99 ms |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const world of WORLDS) await measureWorld(world);

/** Runs a program that writes to the report. */
async function run(...args: string[]): Promise<void> {
  await once(spawn('node', args, { stdio: 'inherit' }), 'exit');
}

async function measureWorld({ vms, clusters, hosts, perCluster }: (typeof WORLDS)[number]): Promise<void> {
  const fake = await start('fake', String(clusters), String(hosts), String(perCluster));
  const bare = await start('bare');
  const ids = await idsOf(fake.url);
  for (const one of CASES) await measureCase(vms, one, ids, fake, bare);
  const { rss, heap } = await request(fake.child, {});
  console.log(`| ${vms} | memory | ${megabytes(rss)} MB resident, ${megabytes(heap)} MB heap | | | | | |`);
  fake.child.kill();
  bare.child.kill();
}

async function measureCase(vms: number, one: Case, ids: Ids, fake: Server, bare: Server): Promise<void> {
  const bodies = one.bodies(ids).map((body) => JSON.stringify(body));
  const path = `/v2/api${one.path}`;
  const answer = await (await post(fake.url + path, bodies[0] ?? '{}')).text();
  await request(bare.child, { path, answer });
  const writer = one.writes ? restartVms(fake.url, ids.vms) : undefined;
  const fakeResult = await load(fake.url + path, bodies);
  clearInterval(writer);
  const bareResult = await load(bare.url + path, bodies);
  const ratio = fakeResult.requests.average / bareResult.requests.average;
  const cells = [
    vms,
    one.name,
    fakeResult.requests.average.toFixed(0),
    bareResult.requests.average.toFixed(0),
    ratio.toFixed(2),
  ];
  console.log(`| ${[...cells, one.aim ?? '', fakeResult.latency.p50, fakeResult.latency.p99].join(' | ')} |`);
}

/** Restarts one VM after another, a hundred a second. */
function restartVms(url: string, vms: readonly string[]): NodeJS.Timeout {
  let next = 0;
  return setInterval(() => {
    next = (next + 1) % vms.length;
    void post(`${url}/v2/api/force-restart-vm`, JSON.stringify({ where: { id: vms[next] } })).then((r) =>
      r.text(),
    );
  }, 10);
}

function post(url: string, body: string): Promise<Response> {
  return fetch(url, { method: 'POST', headers: HEADERS, body });
}

function load(url: string, bodies: readonly string[]) {
  const requests = bodies.map((body) => ({ method: 'POST' as const, headers: HEADERS, body }));
  return autocannon({ url, requests, connections: 10, duration: SECONDS });
}

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
}

async function start(...args: string[]): Promise<Server> {
  const child = fork(SERVER, args, { execArgv: ['--expose-gc'] });
  const { url } = await nextMessage(child);
  return { child, url };
}

async function request(child: ChildProcess, message: object) {
  const answer = nextMessage(child);
  child.send(message);
  return answer;
}

async function nextMessage(child: ChildProcess): Promise<{ url: string; rss: number; heap: number }> {
  const [message]: { url: string; rss: number; heap: number }[] = await once(child, 'message');
  if (message === undefined) throw new Error('The server said nothing.');
  return message;
}

async function idsOf(url: string): Promise<Ids> {
  const read = async (path: string, body: object): Promise<{ id: string }[]> => {
    const rows: { id: string }[] = JSON.parse(
      await (await post(`${url}/v2/api${path}`, JSON.stringify(body))).text(),
    );
    return rows;
  };
  const [host] = await read('/get-hosts', { first: 1 });
  const vms = await read('/get-vms', { where: { status: 'RUNNING' }, first: 500 });
  for (let i = 0; i < 100; i += 1) {
    await (
      await post(`${url}/v2/api/enter-maintenance-mode-precheck`, JSON.stringify({ where: { id: host?.id } }))
    ).text();
  }
  const tasks = await read('/get-tasks', {});
  return { host: host?.id ?? '', vms: vms.map(({ id }) => id), tasks: tasks.map(({ id }) => id) };
}

/** Returns the median of five starts, in ms from the start of the process to the first answer. */
async function medianStartMs(): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i += 1) times.push(await measureStart());
  return Math.round(times.toSorted((a, b) => a - b)[2] ?? 0);
}

async function measureStart(): Promise<number> {
  const startedAt = performance.now();
  const child = spawn('node', ['dist/src/cli/main.js', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let ms = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('Base URL: ')) continue;
    await fetch(`${line.slice('Base URL: '.length)}/get-version`);
    ms = performance.now() - startedAt;
    break;
  }
  child.kill();
  return ms;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
