import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { portOf, runHere, type Server, serveHere, start, startServer, stop } from '../kit/program.ts';

const processes: ChildProcess[] = [];

afterEach(() => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
});

/** A server in a process of its own, which does not outlive the test. */
async function startOwn(...args: readonly string[]) {
  const server = await startServer(...args);
  processes.push(server.process);
  return server;
}

async function post(url: string, token: string, body: object): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { authorization: token, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function faultsOf({ url }: { readonly url: string }): Promise<unknown> {
  return (await fetch(`${url}/_fake/faults`)).json();
}

describe('cloudtower-fake serve', () => {
  it('says where it is and how to get in, one a line, and that is true', async () => {
    const login = ['--user', 'ann', '--password', 'pw', '--token', 'static'];
    const { lines, url } = await startOwn(...login, '--seed', '7');
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(lines).toEqual(
      expect.arrayContaining([
        `Base URL: ${url}/v2/api`,
        'User: ann',
        'Password: pw',
        'Token: static',
        'Scenario: default',
        'Seed: 7',
      ]),
    );
    expect((await post(`${url}/v2/api/get-hosts`, 'static', {})).status).toBe(200);
    expect((await post(`${url}/v2/api/get-hosts`, 'token', {})).status).toBe(401);
    expect((await post(`${url}/v2/api/login`, '', { username: 'ann', password: 'pw' })).status).toBe(200);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s stops it cleanly, even with a connection open',
    async (signal) => {
      const { process, url } = await startOwn();
      await (await post(`${url}/v2/api/get-hosts`, 'token', {})).text();
      expect(await stop(process, signal)).toBe(0);
    },
  );

  it('makes go wrong what it is told to, by presets and by rules', async () => {
    await using presets = await serveHere('--faults', 'lagging-reads,lost-host');
    expect(await faultsOf(presets)).toMatchObject([
      { rule: { do: 'read-lag' } },
      { rule: { do: 'lose-host' } },
    ]);
    await using rules = await serveHere('--faults', '[{"do":"answer","status":503},{"preset":"slow-tower"}]');
    expect((await fetch(`${rules.url}/v2/api/get-version`)).status).toBe(503);
    expect(await faultsOf(rules)).toMatchObject([{ struck: 1 }, { rule: { do: 'delay' }, seen: 1 }]);
  });

  it('stops at once while a request waits', async () => {
    const { process, url } = await startOwn('--faults', '[{"do":"delay","ms":86400000}]');
    const waiting = fetch(`${url}/v2/api/get-version`).then(
      () => 'answered',
      () => 'cut off',
    );
    await expect.poll(() => faultsOf({ url })).toMatchObject([{ seen: 1 }]);
    expect(await stop(process, 'SIGTERM')).toBe(0);
    expect(await waiting).toBe('cut off');
  });

  it('goes on when nobody reads what it says any more', async () => {
    const { process, url } = await startOwn('--log', 'requests');
    process.stdout?.destroy();
    for (let i = 0; i < 3; i += 1)
      expect((await post(`${url}/v2/api/get-hosts`, 'token', {})).status).toBe(200);
  });

  it('serves the API version it is told to', async () => {
    await using server = await serveHere('--api-version', '4.0');
    expect(await (await fetch(`${server.url}/v2/api/get-version`)).json()).toBe('4.0.0');
  });

  it('takes every version from 4.0 to 4.9, and 4.8 unless told otherwise', async () => {
    const served = async (...args: string[]): Promise<unknown> => {
      await using server = await serveHere(...args);
      return (await fetch(`${server.url}/v2/api/get-version`)).json();
    };
    for (let minor = 0; minor <= 9; minor += 1)
      expect(await served('--api-version', `4.${minor}`)).toBe(`4.${minor}.0`);
    expect(await served()).toBe('4.8.0');
    expect(await served('--api-version', '4.7.0')).toBe('4.7.0');
  });

  it.each(['off', 'tasks', 'requests'])(
    'with --log %s, says once what is not simulated, and at the end how often it was requested',
    async (log) => {
      const { process, result } = start(['--port', '0', '--log', log]);
      processes.push(process);
      const [banner] = await once(process.stdout ?? process, 'data');
      const url = /^Base URL: (.+)$/m.exec(String(banner))?.[1] ?? '';
      for (let i = 0; i < 3; i += 1) await post(`${url}/clone-vm`, 'token', {});
      await post(`${url}/get-vms`, 'token', { where: { vm_nics_some: {} } });
      await post(`${url}/get-vms`, 'token', { where: { vm_nics_every: {} } });
      await post(`${url}/put-the-kettle-on`, 'token', {});
      process.kill('SIGTERM');
      expect((await result).stderr.split('\n')).toEqual([
        'cloudtower-fake does not simulate /clone-vm, and answers 501.',
        'cloudtower-fake does not simulate filters of /get-vms by VmNic, and answers 501.',
        'Requests for what cloudtower-fake does not simulate:',
        '  3 × /clone-vm',
        '  2 × filters of /get-vms by VmNic',
        '',
      ]);
    },
  );

  it('acts by the profile it is given: one by name, a file, or choices alone', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'cloudtower-fake-'));
    const file = join(directory, 'tower.json');
    writeFileSync(file, JSON.stringify({ name: 'tower', behaviours: { 'token.missing': '403' } }));
    const config = join(directory, 'fake.yaml');
    writeFileSync(config, 'behaviours:\n  token.missing: 500\n');
    const statusWith = async (...args: string[]) => {
      await using server = await serveHere(...args);
      return (await post(`${server.url}/v2/api/get-hosts`, '', {})).status;
    };
    expect(await statusWith('--behaviours', 'docs')).toBe(401);
    expect(await statusWith('--behaviours', file)).toBe(403);
    expect(await statusWith('--behaviours', '{"token.missing":"400"}')).toBe(400);
    expect(await statusWith('--config', config)).toBe(500);
    rmSync(directory, { recursive: true });
  });

  it('serves generated scenarios, the same for the same seed', async () => {
    const counts = ['--clusters', '2', '--hosts', '3', '--vms', '10'];
    const hostsOf = async ({ url }: Server): Promise<unknown> =>
      (await post(`${url}/v2/api/get-hosts`, 'token', {})).json();
    await using first = await serveHere(...counts, '--seed', '5');
    await using second = await serveHere(...counts, '--seed', '5');
    const hosts = await hostsOf(first);
    expect(hosts).toHaveLength(6);
    expect(await hostsOf(second)).toEqual(hosts);
  });

  it('logs tasks as they happen', async () => {
    await using server = await serveHere('--speed', '1000');
    await post(`${server.url}/v2/api/enter-maintenance-mode-precheck`, 'token', {
      where: { name: 'node-01' },
    });
    expect(await server.line('SUCCESSED')).toContain('Check host node-01');
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
  ])('%j', async (args, message) => {
    const { code, stderr, stdout } = await runHere(args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('a bad scenario file', async () => {
    const file = join(directory, 'bad.yaml');
    writeFileSync(
      file,
      'scenario: 1\nclusters:\n  - name: c\n    hosts:\n      - name: a\n        memory: lots\n',
    );
    const { code, stderr } = await runHere(['--scenario', file]);
    expect(stderr).toMatch(/bad\.yaml: clusters\.0\.hosts\.0\.memory/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  it('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = portOf(server.address());
    const { code, stderr } = await runHere(['--port', String(port)]);
    server.close();
    expect(stderr).toMatch(new RegExp(`port ${port} on 127\\.0\\.0\\.1 is in use`));
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });
});

describe('the process', () => {
  it('prints help and version and exits with 0', async () => {
    const [help, version] = [start(['--help']), start(['--version'])];
    expect(await help.result).toMatchObject({ code: 0, stdout: expect.stringContaining('--api-version') });
    expect(await version.result).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it('writes what is wrong to its error output and exits with 2', async () => {
    expect(await start(['--port', 'x']).result).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'cloudtower-fake: --port x: expected a whole number from 0 to 65535\n',
    });
  });
});
