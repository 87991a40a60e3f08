/**
 * What comes in over a socket: requests that no well-behaved client sends. Every whole request is answered
 * at once, and whatever one connection does, the next finds the server well.
 */
import net from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { brokenInvariants } from '../../src/server/engine/world/invariants.ts';
import { createFake, type Fake } from '../../src/server/fake.ts';
import type { Listening } from '../../src/server/listen.ts';
import { runs } from '../kit/runs.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Line {
  write(data: string | Uint8Array): void;
  /** The first `count` answers; rejects when they are not there in time. HEAD answers have no body. */
  answers(count: number, isHead?: boolean): Promise<Answer[]>;
  /** Everything that came, once the server has hung up; rejects if it does not in time. */
  end(): Promise<string>;
}

/** A whole request is answered within this, however many others there are. */
const PATIENCE_MS = runs(5_000, 60_000);
const MIB = 1024 * 1024;
/** Connections that are open at once. */
const CONNECTIONS = runs(100, 500);
const HOSTS = '/v2/api/get-hosts';
const NO_HOSTS = '{"first":0}';
const HEADERS = 'Host: tower\r\nAuthorization: token\r\nContent-Type: application/json\r\n';

const defects: unknown[] = [];
const sockets: net.Socket[] = [];
let fake: Fake;
let server: Listening;
beforeAll(async () => {
  fake = createFake({ clock: 'manual', onDefect: (error) => defects.push(error) });
  server = await fake.listen();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(() => server.close());

async function connect(port = server.port): Promise<Line> {
  const socket = net.connect(port, '127.0.0.1').setNoDelay(true);
  sockets.push(socket);
  let came = Buffer.alloc(0);
  let isOver = false;
  socket.on('data', (data) => {
    came = Buffer.concat([came, data]);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    isOver = true;
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  const until = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const patience = setTimeout(
        () => reject(new Error(`Waited in vain; so far: ${came.toString().slice(0, 500)}`)),
        PATIENCE_MS,
      );
      const check = () => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(patience);
        socket.off('data', check).off('close', check);
        resolve(found);
      };
      socket.on('data', check).on('close', check);
      check();
    });
  return {
    write: (data) => socket.write(data),
    answers: (count, isHead = false) =>
      until(() => {
        const answers = parse(came.toString(), isHead);
        return answers.length < count ? undefined : answers;
      }),
    end: () => until(() => (isOver ? came.toString() : undefined)),
  };
}

/** The whole answers in what came. Every answer of the fake has a Content-Length. */
function parse(text: string, isHead: boolean): Answer[] {
  const end = text.indexOf('\r\n\r\n') + 4;
  if (end < 4) return [];
  const [first = '', ...lines] = text.slice(0, end - 4).split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => line.toLowerCase().split(': ', 2)));
  const status = Number(first.split(' ')[1]);
  const length = isHead || status < 200 ? 0 : Number(headers['content-length']);
  if (text.length < end + length) return [];
  return [
    { status, headers, body: text.slice(end, end + length) },
    ...parse(text.slice(end + length), isHead),
  ];
}

function post(path: string, body: string, more = ''): string {
  return `POST ${path} HTTP/1.1\r\n${HEADERS}${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function bare(method: string, path: string): string {
  return `${method} ${path} HTTP/1.1\r\n${HEADERS}\r\n`;
}

async function ask(data: string | Uint8Array): Promise<Answer | undefined> {
  const line = await connect();
  line.write(data);
  return (await line.answers(1))[0];
}

const chunked = `POST ${HOSTS} HTTP/1.1\r\n${HEADERS}Transfer-Encoding: chunked\r\n\r\n`;

describe('a whole request', () => {
  it.each([
    ['in the absolute form', post(`http://127.0.0.1${HOSTS}`, NO_HOSTS)],
    ['in the absolute form, of another host', post(`http://example.com:81${HOSTS}`, NO_HOSTS)],
    ['with dots in the path', post('/v2/./api/x/../get-hosts', NO_HOSTS)],
    ['with a URL in the query', post(`${HOSTS}?next=http://a/b?c#d`, NO_HOSTS)],
    ['of HTTP/1.0', post(HOSTS, NO_HOSTS).replace('HTTP/1.1', 'HTTP/1.0')],
    ['with a Host of IPv6', post(HOSTS, NO_HOSTS).replace('tower', '[::1]:8080')],
    ['with a Host in capitals and the default port', post(HOSTS, NO_HOSTS).replace('tower', 'LOCALHOST:80')],
    [
      'with a Host that only an internal name server knows',
      post(HOSTS, NO_HOSTS).replace('tower', 'my_tower'),
    ],
    ['in chunks', `${chunked}4\r\n{"fi\r\n7;a=b\r\nrst":0}\r\n0\r\nX: y\r\n\r\n`],
    ['with an identity encoding', post(HOSTS, NO_HOSTS, 'Content-Encoding: identity\r\n')],
    ['that offers to switch to HTTP/2', post(HOSTS, NO_HOSTS, 'Connection: Upgrade\r\nUpgrade: h2c\r\n')],
    [
      'that offers to switch to a web socket',
      post(HOSTS, NO_HOSTS, 'Connection: Upgrade\r\nUpgrade: websocket\r\n'),
    ],
    [
      'with headers named like members of Object',
      post(HOSTS, NO_HOSTS, '__proto__: a\r\nconstructor: b\r\n'),
    ],
    ['with a header of 15,000 letters', post(HOSTS, NO_HOSTS, `X: ${'a'.repeat(15_000)}\r\n`)],
  ])('is answered: %s', async (_, data) => {
    expect(await ask(data)).toMatchObject({ status: 200, body: '[]' });
  });

  it('is answered when it comes byte by byte', async () => {
    const line = await connect();
    for (const byte of post(HOSTS, NO_HOSTS)) {
      line.write(byte);
      await new Promise(setImmediate);
    }
    expect(await line.answers(1)).toMatchObject([{ status: 200, body: '[]' }]);
  });

  it('is answered 100 Continue when it expects that', async () => {
    const line = await connect();
    line.write(`POST ${HOSTS} HTTP/1.1\r\n${HEADERS}Expect: 100-continue\r\nContent-Length: 11\r\n\r\n`);
    expect(await line.answers(1)).toMatchObject([{ status: 100 }]);
    line.write(NO_HOSTS);
    expect(await line.answers(2)).toMatchObject([{ status: 100 }, { status: 200, body: '[]' }]);
  });

  it.each([
    ['a path that cannot be decoded', 404, post('/v2/api/%zz', '{}')],
    ['a NUL in the path', 404, post('/v2/api/%00', '{}')],
    ['a path that is not UTF-8', 404, post('/v2/api/%ff%fe', '{}')],
    ['a path of 15,000 letters', 404, post(`/v2/api/${'a'.repeat(15_000)}`, '{}')],
    ['an encoded slash', 404, post('/v2%2fapi/get-hosts', '{}')],
    ['a path that climbs out', 404, post('/v2/api/../../../etc/passwd', '{}')],
    ['a path that climbs out encoded', 404, post('/v2/api/%2e%2e/%2e%2e/etc/passwd', '{}')],
    ['another host in the path', 404, post('//example.com/v2/api/get-hosts', '{}')],
    ['two slashes alone', 404, post('//', '{}')],
    ['a gzip body', 415, post(HOSTS, '{}', 'Content-Encoding: gzip\r\n')],
    ['two content types', 415, post(HOSTS, '{}', 'Content-Type: text/plain\r\n')],
    ['two tokens, the second wrong', 401, post(HOSTS, '{}', 'Authorization: other\r\n')],
    ['a token in Latin-1', 401, Buffer.from(bare('POST', HOSTS).replace('token', 'tök'), 'latin1')],
    [
      'a body of 5 GB, announced',
      413,
      `POST ${HOSTS} HTTP/1.1\r\n${HEADERS}Content-Length: 5000000000\r\n\r\n{`,
    ],
    ['GET', 405, bare('GET', HOSTS)],
    ['GET with a body', 405, post(HOSTS, '{}').replace('POST', 'GET')],
    ['PUT', 405, post(HOSTS, '{}').replace('POST', 'PUT')],
    ['OPTIONS', 405, bare('OPTIONS', HOSTS)],
    ['TRACE', 405, bare('TRACE', HOSTS)],
    ['PURGE', 405, bare('PURGE', HOSTS)],
    ['POST of what is only got', 405, post('/v2/api/get-version', '{}')],
  ])('is refused in JSON: %s', async (_, status, data) => {
    const answer = await ask(data);
    expect(answer).toMatchObject({
      status,
      headers: {
        'content-type': expect.stringMatching(/^application\/json/),
        'x-tower-request-id': expect.any(String),
      },
    });
    const message = expect.stringMatching(/./);
    expect(JSON.parse(answer?.body ?? '')).toEqual({ message, status, path: expect.stringMatching(/^\//) });
  });

  it.each([
    [200, '/v2/api/get-version'],
    [405, HOSTS],
    [404, '/v2/api/nothing'],
  ])('gets no body if it is HEAD: %s %s', async (status, path) => {
    const line = await connect();
    line.write(bare('HEAD', path) + bare('HEAD', '/v2/api/get-version'));
    const headers = { 'content-type': expect.stringMatching(/^application\/json/) };
    expect(await line.answers(2, true)).toMatchObject([{ status, headers, body: '' }, { status: 200 }]);
  });
});

describe('data that is not HTTP', () => {
  it.each<[string, number, string | Uint8Array]>([
    ['a word', 400, 'hello\r\n\r\n'],
    ['another protocol version', 400, bare('POST', HOSTS).replace('1.1', '9.9')],
    ['the preface of HTTP/2', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['the hello of TLS', 400, Buffer.from([22, 3, 1, 0, 5, 1, 0, 0, 1, 0])],
    ['a method in lower case', 400, bare('post', HOSTS)],
    ['a space in the path', 400, post('/v2/api/get hosts', '{}')],
    ['a path without a slash', 400, post('v2/api/get-hosts', '{}')],
    ['lines without a carriage return', 400, post(HOSTS, '{}').replaceAll('\r', '')],
    ['no Host', 400, bare('POST', HOSTS).replace('Host: tower\r\n', '')],
    ['a NUL in a header', 400, post(HOSTS, '{}', 'X: a\0b\r\n')],
    ['a folded header', 400, post(HOSTS, '{}', 'X: a\r\n b\r\n')],
    ['a negative length', 400, `POST ${HOSTS} HTTP/1.1\r\n${HEADERS}Content-Length: -1\r\n\r\n{}`],
    ['a length in letters', 400, `POST ${HOSTS} HTTP/1.1\r\n${HEADERS}Content-Length: two\r\n\r\n{}`],
    ['two lengths', 400, post(HOSTS, '{}', 'Content-Length: 3\r\n')],
    ['a length and chunks', 400, post(HOSTS, '0\r\n\r\n', 'Transfer-Encoding: chunked\r\n')],
    ['headers of 70,000 letters', 431, post(HOSTS, '{}', `X: ${'a'.repeat(70_000)}\r\n`)],
    ['a path of 70,000 letters', 431, post(`/${'a'.repeat(70_000)}`, '{}')],
  ])('is turned away, and the line is cut: %s', async (_, status, data) => {
    const line = await connect();
    line.write(data);
    const text = await line.end();
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text).not.toMatch(/node:|\bat \S+ \(|\/dist\/|\/src\//);
    expect(await ask(post(HOSTS, NO_HOSTS))).toMatchObject({ status: 200 });
  });
});

it.each([
  ['Content-Language: zh-CN\r\n', /"message":"[^"]*HTTP\/1\.1 请求[^"]*Host/],
  ['', /"message":"This is not an HTTP\/1\.1 request/],
])('an unreadable request is explained in its own language: %j', async (language, says) => {
  const line = await connect();
  line.write(post(HOSTS, '{}', `${language}X: a\0b\r\n`));
  expect(await line.end()).toMatch(says);
});

describe('a connection', () => {
  it('lives longer than the pause between two polls', async () => {
    const answer = await ask(post(HOSTS, NO_HOSTS));
    expect(answer?.headers['connection']).toBe('keep-alive');
    const [, seconds] = /timeout=(\d+)/.exec(answer?.headers['keep-alive'] ?? '') ?? [];
    expect(Number(seconds)).toBeGreaterThan(10);
  });

  it('gives the answers in the order of the requests', async () => {
    const line = await connect();
    line.write(
      post(HOSTS, NO_HOSTS) +
        post(HOSTS, '{"first":') +
        post('/v2/api/nothing', '{}') +
        bare('GET', '/v2/api/get-version'),
    );
    expect((await line.answers(4)).map(({ status }) => status)).toEqual([200, 400, 404, 200]);
  });

  it('takes 500 requests at once', async () => {
    const line = await connect();
    line.write(post(HOSTS, NO_HOSTS).repeat(500));
    const answers = await line.answers(500);
    expect(answers).toHaveLength(500);
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`))).toEqual(new Set(['200 []']));
    expect(new Set(answers.map(({ headers }) => headers['x-tower-request-id'])).size).toBe(500);
  });

  it.each([
    ['too large a body', 413, post(HOSTS, 'x'.repeat(2 * MIB))],
    ['a large body and no token', 401, post(HOSTS, 'x'.repeat(2 * MIB)).replace('token', 'wrong')],
    ['a large body for nobody', 404, post('/v2/api/nothing', 'x'.repeat(2 * MIB))],
    [
      'a large body for what reads none',
      200,
      post('/v2/api/get-version', 'x'.repeat(2 * MIB)).replace('POST', 'GET'),
    ],
    ['what is not JSON', 400, post(HOSTS, 'x'.repeat(MIB))],
  ])('goes on after %s (%s)', async (_, status, data) => {
    const line = await connect();
    line.write(data);
    expect(await line.answers(1)).toMatchObject([{ status }]);
    line.write(post(HOSTS, NO_HOSTS));
    expect(await line.answers(2)).toMatchObject([{ status }, { status: 200, body: '[]' }]);
  });

  it('is answered even if its client has closed its side', async () => {
    const line = await connect();
    line.write(post(HOSTS, NO_HOSTS));
    sockets.at(-1)?.end();
    expect(await line.answers(1)).toMatchObject([{ status: 200, body: '[]' }]);
  });

  it(`is one of ${CONNECTIONS} without harm`, async () => {
    const kinds = [
      post(HOSTS, NO_HOSTS),
      post(HOSTS, '{"first":'),
      post('/v2/api/get-vms', '{"where":{"nme":1}}'),
      post('/v2/api/nothing', '{}'),
      post('/v2/api/enter-maintenance-mode-precheck', '{"where":{"name":"edge-01"}}'),
    ];
    const all = await Promise.all(
      Array.from({ length: CONNECTIONS }, (_, index) => ask(kinds[index % kinds.length] ?? '')),
    );
    const count = (status: number) => all.filter((answer) => answer?.status === status).length;
    const each = CONNECTIONS / kinds.length;
    // One precheck runs at a time: the first is accepted, the others are rejected.
    expect([count(200), count(400), count(404)]).toEqual([each + 1, 3 * each - 1, each]);
    expect([...fake.world.all('Task')]).toHaveLength(1);
    expect(brokenInvariants(fake.world)).toEqual([]);
  });

  it('is cut when the server closes, whatever it waits for', async () => {
    const other = await createFake({ clock: 'manual', onDefect: () => {} }).listen();
    const idle = await connect(other.port);
    idle.write(post(HOSTS, NO_HOSTS));
    await idle.answers(1);
    const unfinished = await connect(other.port);
    unfinished.write(`POST ${HOSTS} HTTP/1.1\r\n`);
    await other.close();
    expect(await idle.end()).toContain('[]');
    expect(await unfinished.end()).toBe('');
  });
});

describe('an unreadable request', () => {
  it.each([
    ['an empty Host', 'POST /v2/api/get-hosts HTTP/1.1\r\nHost:\r\nContent-Length: 0\r\n\r\n'],
    ['a broken Host', 'POST /v2/api/get-hosts HTTP/1.1\r\nHost: [::1\r\nContent-Length: 0\r\n\r\n'],
    [
      'a broken absolute form',
      'POST http://[bad/v2/api/get-hosts HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n',
    ],
    ['no Host', 'POST /v2/api/get-hosts HTTP/1.1\r\nContent-Length: 0\r\n\r\n'],
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
  ])('gets an ErrorBody all the same: %s', async (_name, data) => {
    const answer = await ask(data);
    expect([400, 431]).toContain(answer?.status);
    expect(answer?.headers).toMatchObject({
      'content-type': expect.stringContaining('application/json'),
      'x-tower-request-id': expect.any(String),
    });
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({
      status: answer?.status,
      message: expect.any(String),
    });
  });

  it('a client that hangs up in the middle of a body is no defect', async () => {
    const line = await connect();
    line.write(`POST ${HOSTS} HTTP/1.1\r\n${HEADERS}Content-Length: 100\r\n\r\n{"fir`);
    sockets.at(-1)?.destroy();
    await line.end();
    expect(await ask(post(HOSTS, NO_HOSTS))).toMatchObject({ status: 200 });
  });

  it('a chunked body over the limit ends its connection with the answer', async () => {
    const line = await connect();
    line.write(chunked);
    line.write(`${(2 * MIB).toString(16)}\r\n${' '.repeat(2 * MIB)}\r\n0\r\n\r\n`);
    expect(await line.answers(1)).toMatchObject([{ status: 413, headers: { connection: 'close' } }]);
  });
});

describe('the server', () => {
  it('reports no defect after all these tests', () => {
    expect(defects).toEqual([]);
  });
});
