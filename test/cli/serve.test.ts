import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const PROGRAM = 'dist/src/cli/main.js';
const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts the program and reads its lines until the banner is complete. */
async function start(...args: string[]): Promise<{ child: ChildProcess; lines: string[]; url: string }> {
  const child = spawn('node', [PROGRAM, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    lines.push(line);
    if (line.includes('enter-maintenance-mode-precheck')) break;
  }
  const url = lines.find((line) => line.startsWith('Base URL: '))?.slice('Base URL: '.length) ?? '';
  return { child, lines, url };
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('node', [PROGRAM, ...args], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  return { status, stdout, stderr };
}

async function post(url: string, token: string, body: object): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { authorization: token, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

describe('cloudtower-fake serve', () => {
  it('says where it is and how to get in, one a line, and that is true', async () => {
    const { lines, url } = await start(
      '--user',
      'ann',
      '--password',
      'pw',
      '--token',
      'static',
      '--seed',
      '7',
    );
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v2\/api$/);
    expect(lines).toEqual(
      expect.arrayContaining(['User: ann', 'Password: pw', 'Token: static', 'Scenario: default', 'Seed: 7']),
    );
    expect((await post(`${url}/get-hosts`, 'static', {})).status).toBe(200);
    expect((await post(`${url}/get-hosts`, 'token', {})).status).toBe(401);
    const login = await post(`${url}/login`, '', { username: 'ann', password: 'pw' });
    expect(login.status).toBe(200);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s stops it cleanly, even with a connection open',
    async (signal) => {
      const { child, url } = await start();
      await (await post(`${url}/get-hosts`, 'token', {})).text();
      const ended = new Promise((resolve) => child.once('exit', (code, by) => resolve({ code, by })));
      child.kill(signal);
      expect(await ended).toEqual({ code: 0, by: null });
    },
  );

  it('makes go wrong what it is told to, by presets and by rules', async () => {
    const presets = await start('--faults', 'lagging-reads,lost-host');
    const list = async ({ url }: { url: string }) =>
      (await fetch(`${url.replace('/v2/api', '')}/_fake/faults`)).json();
    expect(await list(presets)).toMatchObject([{ rule: { do: 'read-lag' } }, { rule: { do: 'lose-host' } }]);
    const rules = await start('--faults', '[{"do":"answer","status":503},{"preset":"slow-tower"}]');
    expect((await fetch(`${rules.url}/get-version`)).status).toBe(503);
    expect(await list(rules)).toMatchObject([{ struck: 1 }, { rule: { do: 'delay' }, seen: 1 }]);
  });

  it('stops at once while a request waits', async () => {
    const { child, url } = await start('--faults', '[{"do":"delay","ms":86400000}]');
    const waiting = fetch(`${url}/get-version`).then(
      () => 'answered',
      () => 'cut off',
    );
    for (let seen = 0; seen === 0; ) {
      // oxlint-disable-next-line no-await-in-loop -- until the request has come
      const faults = await (await fetch(`${url.replace('/v2/api', '')}/_fake/faults`)).json();
      seen = JSON.parse(JSON.stringify(faults))[0].seen;
    }
    const ended = new Promise((resolve) => child.once('exit', (code, by) => resolve({ code, by })));
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, by: null });
    expect(await waiting).toBe('cut off');
  });

  it('goes on when nobody reads what it says any more', async () => {
    const { child, url } = await start('--log', 'requests');
    child.stdout?.destroy();
    for (let i = 0; i < 3; i += 1) expect((await post(`${url}/get-hosts`, 'token', {})).status).toBe(200);
  });

  it('serves the API version it is told to', async () => {
    const { url } = await start('--api-version', '4.0');
    expect(await (await fetch(`${url}/get-version`)).json()).toBe('4.0.0');
  });

  it('acts by the profile it is given: one by name, a file, or choices alone', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'cloudtower-fake-'));
    const file = join(directory, 'tower.json');
    writeFileSync(file, JSON.stringify({ name: 'tower', behaviours: { 'token.missing': '403' } }));
    const config = join(directory, 'fake.yaml');
    writeFileSync(config, 'behaviours:\n  token.missing: 500\n');
    const statusWith = async (...args: string[]) => {
      const { url } = await start(...args);
      return (await post(`${url}/get-hosts`, '', {})).status;
    };
    expect(await statusWith('--behaviours', 'docs')).toBe(401);
    expect(await statusWith('--behaviours', file)).toBe(403);
    expect(await statusWith('--behaviours', '{"token.missing":"400"}')).toBe(400);
    expect(await statusWith('--config', config)).toBe(500);
    rmSync(directory, { recursive: true });
  });

  it('serves generated scenarios, the same for the same seed', async () => {
    const hosts = async () => {
      const { url } = await start('--clusters', '2', '--hosts', '3', '--vms', '10', '--seed', '5');
      const body: unknown = await (await post(`${url}/get-hosts`, 'token', {})).json();
      return body;
    };
    const first = await hosts();
    expect(first).toHaveLength(6);
    expect(await hosts()).toEqual(first);
  });

  it('logs tasks as they happen', async () => {
    const { child, url } = await start('--speed', '1000');
    const said = (async () => {
      for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
        if (line.includes('SUCCESSED')) return line;
      }
      return '';
    })();
    await post(`${url}/enter-maintenance-mode-precheck`, 'token', { where: { name: 'node-01' } });
    let isOpen = true;
    while (isOpen) {
      const tasks: { status: string }[] = JSON.parse(
        await (await post(`${url}/get-tasks`, 'token', {})).text(),
      );
      isOpen = tasks.some(({ status }) => status !== 'SUCCESSED');
    }
    expect(await said).toContain('Check host node-01');
  });
});

describe('what cannot be started is one clear line and exit code 2', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'cloudtower-fake-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each<[string[], RegExp]>([
    [['--port', 'x'], /--port x: expected a whole number from 0 to 65535/],
    [['--port', '70000'], /--port 70000/],
    [['--port'], /--port/],
    [['--speed', '0'], /--speed 0: expected a number above 0/],
    [['--speed', 'fast'], /--speed fast/],
    [['--api-version', '3.9'], /--api-version 3\.9: expected one of 4\.0, /],
    [['--log', 'loud'], /--log loud: expected off, tasks or requests/],
    [['--scenario', 'nowhere'], /--scenario nowhere: there is no such scenario \(default, docs\)/],
    [['--scenario', '__proto__'], /there is no such scenario/],
    [['--clusters', '0'], /--clusters 0: expected a whole number from 1/],
    [['--clusters', '2', '--scenario', 'docs'], /exclude each other/],
    [['--token', ''], /--token: expected a text/],
    [['--colour', 'red'], /--colour/],
    [['--host', ''], /--host: expected a text/],
    [['--port', '-1'], /--port: expected a value/],
    [['--clusters', '10', '--vms', '100000'], /1000000 VMs in all are too many/],
    [['--faults', 'slow-tower,nope'], /--faults: There is no preset nope\. There are flaky-evacuation, /],
    [['--faults', '[{"do":"reset","nth":0}]'], /--faults \[0\]: nth: /],
    [['--faults', '[{"do":"reset"},{"do":"dance"}]'], /--faults \[1\]: do: expected one of answer,/],
    [['--faults', '[{"do":"deaf-guest","vm":"x"}]'], /vm: there is no VM x/],
    [['--faults', 'nowhere.yaml'], /--faults nowhere\.yaml: it cannot be read/],
    [['--behaviours', 'nowhere'], /--behaviours nowhere: There is no profile nowhere; there are docs\./],
    [['--behaviours', './nowhere.json'], /--behaviours \.\/nowhere\.json: it cannot be read: ENOENT/],
    [['--behaviours', '{"login.refuse":"401"}'], /Did you mean login\.refused\?/],
    [['--behaviours', '{"login.refused":"418"}'], /expected one of 400, 401, 403, 500, got "418"/],
    [['--behaviours', '{"name":"x"}'], /behaviours: Behaviours are an object/],
    [['dance'], /there is no command dance/],
    [['serve', 'dance'], /dance/],
  ])('%j', (args, message) => {
    const { status, stderr, stdout } = run(...args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it('a bad scenario file', () => {
    const file = join(directory, 'bad.yaml');
    writeFileSync(
      file,
      'scenario: 1\nclusters:\n  - name: c\n    hosts:\n      - name: a\n        memory: lots\n',
    );
    const { status, stderr } = run('--scenario', file);
    expect(stderr).toMatch(/bad\.yaml: clusters\.0\.hosts\.0\.memory/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  });

  it('a port in use', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const { status, stderr } = run('--port', String(port));
    server.close();
    expect(stderr).toMatch(new RegExp(`port ${port} on 127\\.0\\.0\\.1 is in use`));
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  });

  it('--help and --version say so and exit 0', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--api-version') });
    expect(run('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
