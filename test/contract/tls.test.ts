import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTransport, type TlsOptions } from '../../contracts/kit/session/transport.ts';
import { openTarget } from '../../contracts/kit/target/target.ts';
import { createFake } from '../../src/server/fake.ts';
import { portOf, ROOT, runHere } from '../kit/program.ts';

/** A lab's CloudTower: its certificate is signed by nobody but itself. */
const own = await certificateOf('127.0.0.1');
const foreign = await certificateOf('127.0.0.1');
const server = createServer({ key: own.private, cert: own.cert }, listener());
const folder = mkdtempSync(join(tmpdir(), 'contract-tls-'));
const ca = join(folder, 'ca.pem');
let url = '';

beforeAll(async () => {
  writeFileSync(ca, own.cert);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `https://127.0.0.1:${portOf(server.address())}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  rmSync(folder, { recursive: true });
});

function open(options: TlsOptions) {
  return openTarget({ url, transport: createTransport(options), asReal: true });
}

describe('a target with a self-signed certificate', () => {
  it('is not trusted by itself, and the reason is told', async () => {
    await expect(open({})).rejects.toThrow(/cannot be reached: .*self[- ]signed certificate/);
  });

  it('is trusted with its certificate authority', async () => {
    expect(await open({ ca: own.cert })).toMatchObject({ kind: 'real' });
  });

  it('is not trusted with the certificate authority of another', async () => {
    await expect(open({ ca: foreign.cert })).rejects.toThrow(/cannot be reached/);
  });

  it('is not trusted under a name that is not its own', async () => {
    const transport = createTransport({ ca: own.cert });
    const elsewhere = url.replace('127.0.0.1', 'localhost');
    await expect(openTarget({ url: elsewhere, transport })).rejects.toThrow(/cannot be reached/);
  });

  it('is taken as it is with --insecure, and nothing else in the process is any less careful', async () => {
    expect(await open({ insecure: true })).toMatchObject({ kind: 'real' });
    await expect(fetch(`${url}/v2/api/get-version`)).rejects.toThrow('fetch failed');
  });

  it.each([
    ['CLOUDTOWER_CA', [], { CLOUDTOWER_CA: ca }],
    ['--ca', ['--ca', ca], {}],
    ['--insecure', ['--insecure'], {}],
  ])('is asked from the command line with %s', async (_name, flags, env) => {
    const args = ['contract', '--url', url, '--as-real', '--case', 'VERSION-001', ...flags];
    expect(await runHere(args, { ...ROOT, ...env })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 passed'),
    });
  });

  it('is refused from the command line without any of them, in a line', async () => {
    const { code, stderr } = await runHere(['contract', '--url', url, '--as-real'], ROOT);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/self[- ]signed certificate/)]);
  });
});

function certificateOf(address: string) {
  return generate([{ name: 'commonName', value: address }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: address }] }],
  });
}

function listener() {
  const fake = createFake();
  const answer = getRequestListener((request) => fake.fetch(request));
  return (...exchange: Parameters<typeof answer>) => void answer(...exchange);
}
