/**
 * Requests that are wrong in themselves: bodies, tokens, paths, queries, logins. Beside them stand controls: the
 * same requests without the fault are answered.
 */
import { describe, expect, it } from 'vitest';
import { contract } from '../../contracts/openapi/generated/document.ts';
import { createTestFake, type RequestOptions, requestTo, type TestFake } from '../kit/fake.ts';
import { ENTER, EXIT, EXIT_CHECK, PRECHECK, RESULT } from '../kit/maintenance.ts';
import { assertRejected, rejections, UUID } from '../kit/rejections.ts';

const MIB = 1024 * 1024;
const ROOT = { username: 'root', password: 'root' };

const posts = Object.entries(contract.paths).flatMap(([path, { post }]) => (post ? [{ path, post }] : []));
/** Those that read a body. */
const withBody = posts.filter(({ post }) => post.requestBody !== undefined);

const deep = (open: string, middle: string, close: string) => open.repeat(1e4) + middle + close.repeat(1e4);
const typed = (type: string | null): RequestOptions => ({ headers: { 'content-type': type } });
const token = (authorization: string | null): RequestOptions => ({ headers: { authorization } });

/** Returns the body of a 200 answer, or the status of any other. */
async function answerTo(
  fake: TestFake,
  path: string,
  body: unknown,
  options?: RequestOptions,
): Promise<unknown> {
  const answer = await fake.fetch(requestTo(path, body, options));
  return answer.status === 200 ? answer.json() : answer.status;
}

/** Blanks as long as somebody reads them, 64 KiB at a time, and how much was read. */
function endless(): { stream: ReadableStream; read: () => number } {
  let bytes = 0;
  const pull = (controller: ReadableStreamDefaultController) => {
    bytes += 65_536;
    controller.enqueue(new Uint8Array(65_536).fill(0x20));
  };
  return { stream: new ReadableStream({ pull }), read: () => bytes };
}

describe('a body', () => {
  const fake = createTestFake();
  it.each([
    ...rejections('/get-hosts', 400, [
      ['a body that ends in the middle', '{"where":', 'body is not JSON'],
      ['a trailing comma', '{"first":1,}', 'body is not JSON'],
      ['single quotes', "{'first':1}", 'body is not JSON'],
      ['a comment', '{} // all', 'body is not JSON'],
      ['two values', '{}{}', 'body is not JSON'],
      ['NaN', '{"first":NaN}', 'body is not JSON'],
      ['a leading zero', '{"first":01}', 'body is not JSON'],
      ['a raw newline in a string', '{"where":{"name":"a\nb"}}', 'body is not JSON'],
      ['a NUL byte', '\u0000', 'body is not JSON'],
      ['a form', 'first=1&skip=2', 'body is not JSON'],
      ['truncated UTF-8', Buffer.from('{"where":{"name":"节').subarray(0, -1), 'not UTF-8'],
      ['overlong UTF-8', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'not UTF-8'],
      ['UTF-16', Buffer.from('{"first":1}', 'utf16le'), 'body is not'],
      ['Latin-1', Buffer.from('{"where":{"name":"Zürich"}}', 'latin1'), 'not UTF-8'],
      ['null', 'null', 'body: expected an object, got null'],
      ['text', '"where"', 'body: expected an object, got "where"'],
      ['a number', '1', 'body: expected an object, got 1'],
      ['10,000 objects inside each other', deep('{"where":', '1', '}'), /nested deeper than \d+ levels/],
      ['10,000 arrays inside each other', deep('[', '', ']'), /nested deeper than \d+ levels/],
      ['10,000 open brackets', '['.repeat(1e4), /nested deeper than \d+ levels/],
      ['10,000 ANDs', `{"where":${deep('{"AND":[', '{}', ']}')}}`, /nested deeper than \d+ levels/],
    ]),
    ...rejections('/get-hosts', 415, [
      [
        'a form type',
        '{}',
        'the content-type is application/x-www',
        typed('application/x-www-form-urlencoded'),
      ],
      ['a type that only starts like JSON', '{}', 'application/jsonx', typed('application/jsonx')],
      ['two types', '{}', 'text/plain', typed('application/json, text/plain')],
      ['a type that is no type', '{}', 'the content-type is json', typed('json')],
      ['a body without a type', Buffer.from('{}'), 'the content-type is missing', typed(null)],
      ['gzip', '{}', 'content-encoding is gzip', { headers: { 'content-encoding': 'gzip' } }],
    ]),
    ...rejections('/get-hosts', 413, [
      ['a declared 2 MiB', '{}', 'larger than 1048576', { headers: { 'content-length': `${2 * MIB}` } }],
      ['1 MiB and a byte', `{}${' '.repeat(MIB - 1)}`, 'larger than 1048576'],
      [
        'more than is declared',
        `{}${' '.repeat(MIB)}`,
        'larger than',
        { headers: { 'content-length': '2' } },
      ],
      ['a body without an end', () => endless().stream, 'larger than 1048576'],
    ]),
    ...withBody.flatMap(({ path }) => [
      ...rejections(path, 400, [
        ['what is not JSON', '{"where":{', 'body is not JSON'],
        ['an array for a body', '[{}]', 'body: expected an object, got an array'],
      ]),
      ...rejections(path, 415, [['a web page', '{}', 'the content-type is text/html', typed('text/html')]]),
    ]),
    ...withBody
      .filter((post) => !post.path.startsWith('/get-'))
      .flatMap(({ path }) =>
        rejections(path, 400, [
          ['an empty body', undefined, `The body is empty: ${path} needs one`, typed(null)],
          ['a blank body', ' \n', `The body is empty: ${path} needs one`],
        ]),
      ),
  ])('rejects %s', async (_, rejection) => {
    await expect(assertRejected(fake, rejection)).resolves.toBeUndefined();
  });

  it('is not read on once it is too large', async () => {
    const { stream, read } = endless();
    expect(await answerTo(fake, '/get-hosts', stream)).toBe(413);
    expect(read()).toBeLessThan(2 * MIB);
  });

  it.each([
    ['application/json;charset=utf-8', '{"first":0}'],
    ['Application/JSON ; charset="UTF-8"', '{"first":0}'],
    ['application/json', '\n{"first":0,"where":null,"orderBy":null,"skip":null,"last":null,"after":null}\n'],
    ['application/json', `{"first":0}${' '.repeat(MIB - 11)}`],
    ['application/json', `{"first":0,"where":${'{"AND":['.repeat(20)}{"name":"[{\\"[{"}${']}'.repeat(20)}}`],
  ])('is accepted: %s, %.40s', async (type, body) => {
    expect(await answerTo(fake, '/get-hosts', body, typed(type))).toEqual([]);
  });

  it.each(['/get-hosts', '/get-vms', '/get-clusters', '/get-tasks'])('may be left out: %s', async (path) => {
    expect(await answerTo(fake, path, undefined, typed(null))).toEqual(await answerTo(fake, path, {}));
  });
});

describe('a token', () => {
  const fake = createTestFake();
  const secured = posts.filter(({ post }) => (post.security ?? contract.security ?? []).length > 0);
  const login = async (from: TestFake) => (await from.post('/login', ROOT)).body.data.token;

  it('is required by every operation but login and get-version', () => {
    const open = Object.keys(contract.paths).filter((path) => !secured.some((post) => post.path === path));
    expect(open.toSorted()).toEqual(['/get-version', '/login']);
  });

  it.each([
    ...secured.flatMap(({ path }) =>
      rejections(path, 401, [
        ['no Authorization header', {}, 'header is missing', token(null)],
        ['an empty Authorization header', {}, 'header is missing', token('')],
        ['Bearer and nothing', {}, 'no token of this server', token('Bearer ')],
        ['a wrong token', {}, 'no token of this server', token('tokens')],
        ['the token in another case', {}, 'no token of this server', token('TOKEN')],
        ['another scheme', {}, 'no token of this server', token('Basic cm9vdDpyb290')],
      ]),
    ),
    ...rejections('/get-hosts', 401, [
      ['a bad token before it reads the body', '{"where":', 'no token of this server', token('x')],
      ['two tokens', {}, 'no token of this server', token('token, token')],
      ['the beginning of the token', {}, 'no token of this server', token('toke')],
      ['dots for a token', {}, 'no token of this server', token('..')],
      ['a token that nobody signed', {}, 'no token of this server', token('eyJhbGciOiJub25lIn0.e30.')],
      ['a token of 8,000 characters', {}, 'no token of this server', token('x'.repeat(8000))],
      ['__proto__ as a token', {}, 'no token of this server', token('__proto__')],
    ]),
  ])('rejects %s', async (_, rejection) => {
    await expect(assertRejected(fake, rejection)).resolves.toBeUndefined();
  });

  it('of another server, or changed, is none', async () => {
    const ours = await login(fake);
    const foreign = await login(createTestFake({ seed: 'another' }));
    for (const wrong of [foreign, `${ours}x`, `${ours}.x`, ours.slice(0, -1), ours.replace('.', '.e')]) {
      expect(await answerTo(fake, '/get-hosts', {}, token(wrong))).toBe(401);
    }
  });

  it.each(['token', 'Bearer token', 'bearer token', 'OURS', 'Bearer OURS'])(
    'is accepted: %s',
    async (header) => {
      const how = token(header.replace('OURS', await login(fake)));
      expect(await answerTo(fake, '/get-hosts', { first: 0 }, how)).toEqual([]);
    },
  );
});

describe('a path or a method', () => {
  const fake = createTestFake();
  it.each([
    ...[ENTER, RESULT, EXIT, EXIT_CHECK].flatMap((path) => [
      ...rejections(path.replace('maintance', 'maintenance'), 404, [
        ['the right spelling', {}, `spells it ${path}.`],
      ]),
    ]),
    ...(
      [
        ['/enter-maintance-mode-precheck', `CloudTower spells it ${PRECHECK}.`],
        ['/enter-maintenance-mode-pre-check', `Did you mean ${PRECHECK}?`],
        ['/enter-maintainance-mode', `Did you mean ${ENTER}?`],
        ['/exit-maintainance-mode', `Did you mean ${EXIT}?`],
        ['/get-host', 'Did you mean /get-hosts?'],
        ['/get-hosts/', 'Did you mean /get-hosts?'],
        ['/Get-Hosts', 'Did you mean /get-hosts?'],
        ['/get-vms-conection', 'Did you mean /get-vms-connection?'],
        ['/put-the-kettle-on', 'There is no /put-the-kettle-on.'],
        ['/put-the-kettle-on?a=/get-hosts', 'There is no /put-the-kettle-on.'],
        ['/__proto__', 'There is no /__proto__.'],
        ['/constructor', 'There is no /constructor.'],
        ['/%00', 'There is no /%00.'],
        ['/%zz', 'There is no /%zz.'],
        [`/${'a'.repeat(4000)}`, /^There is no \/a{199}\.$/],
      ] as const
    ).flatMap(([path, says]) => [...rejections(path, 404, [['an unknown path', {}, says]])]),
    ...['/clone-vm', '/connect-cluster', '/create-datacenter'].flatMap((path) => [
      ...rejections(path, 501, [['what is not simulated', {}, `CloudTower has ${path}, but`]]),
    ]),
    ...posts.flatMap(({ path }) => [
      ...rejections(
        path,
        405,
        ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].map((method) => [
          method,
          undefined,
          `takes POST, not ${method}`,
          { method },
        ]),
      ),
    ]),
    ...rejections('/get-version', 405, [['POST', {}, '/get-version takes GET, not POST']]),
  ])('rejects %s', async (_, rejection) => {
    await expect(assertRejected(fake, rejection)).resolves.toBeUndefined();
  });

  it.each(['/', '/v2/api', '/v2/apis/get-hosts', '/v1/api/get-hosts', '/get-hosts', '/V2/API/get-hosts'])(
    'outside of the base path is told where the API is: %s',
    async (path) => {
      const answer = await fake.fetch(new Request(`http://fake${path}`, { method: 'POST' }));
      expect(answer.headers.get('x-tower-request-id')).toMatch(UUID);
      const message = expect.stringContaining('The API is under /v2/api');
      expect([answer.status, await answer.json()]).toEqual([404, { message, status: 404, path }]);
    },
  );

  it.each(['//get-hosts', '///get-hosts', '/get-hosts?x=1', '/../api/get-hosts'])(
    'is accepted: %s',
    async (path) => {
      expect(await answerTo(fake, path, { first: 0 })).toEqual([]);
    },
  );
});

describe('what may be null', () => {
  const fake = createTestFake();
  it.each([
    ...rejections('/login', 400, [
      [
        'an unknown source',
        { ...ROOT, source: 'NOPE' },
        /^source: expected one of AUTHN,LDAP,LOCAL,SSO or null, got "NOPE"\.$/,
      ],
      [
        'a number for a text',
        { ...ROOT, auth_config_id: 1 },
        /^auth_config_id: expected a string or null, got 1\.$/,
      ],
    ]),
    ...rejections(ENTER, 400, [
      [
        'where.id of a wrong type, told as sent',
        { where: { id: 1 }, data: {} },
        /^where\.id: expected a string, got 1\.$/,
      ],
    ]),
    ...rejections('/get-hosts', 400, [
      ['a relation without its operator', { where: { vms: {} } }, 'there are vms_every, vms_some, vms_none'],
    ]),
  ])('rejects %s', async (_, rejection) => {
    await expect(assertRejected(fake, rejection)).resolves.toBeUndefined();
  });
});

describe('login', () => {
  const fake = createTestFake();
  it.each([
    ...rejections('/login', 400, [
      ['a wrong password', { ...ROOT, password: 'toor' }, 'The user or the password is wrong'],
      ['an empty password', { ...ROOT, password: '' }, 'The user or the password is wrong'],
      [
        'a password with more behind it',
        { ...ROOT, password: 'root\0' },
        'The user or the password is wrong',
      ],
      ['an unknown user', { ...ROOT, username: 'admin' }, 'The user or the password is wrong'],
      ['__proto__ as a user', { ...ROOT, username: '__proto__' }, 'The user or the password is wrong'],
      ['no username', { password: 'root' }, 'body: username is missing'],
      ['no password', { username: 'root' }, 'body: password is missing'],
      ['a number as username', { ...ROOT, username: 1 }, 'username: expected a string, got 1'],
      ['null as username', { ...ROOT, username: null }, 'username: expected a string, got null'],
      ['an array as password', { ...ROOT, password: ['root'] }, 'password: expected a string, got an array'],
      ['a source that is none', { ...ROOT, source: 'NOPE' }, /^source: expected .*got "NOPE"/],
      ['a number as auth_config_id', { ...ROOT, auth_config_id: 1 }, /^auth_config_id: expected .*got 1/],
    ]),
  ])('rejects %s', async (_, rejection) => {
    await expect(assertRejected(fake, rejection)).resolves.toBeUndefined();
  });

  it('needs no token, and gives one', async () => {
    const data = { token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) };
    expect(await answerTo(fake, '/login', { ...ROOT, source: 'LOCAL' }, token(null))).toEqual({
      data,
      task_id: null,
    });
  });
});
