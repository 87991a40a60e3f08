/**
 * Requests that are wrong in themselves: bodies, tokens, paths, queries, logins. Beside them stand controls: the
 * same requests pass once the fault is gone.
 */
import { describe, expect, it } from 'vitest';
import { contract } from '../../contracts/openapi/generated/document.ts';
import {
  accepted,
  ENTER,
  EXIT,
  EXIT_CHECK,
  type How,
  MIB,
  PRECHECK,
  posts,
  RESULT,
  ROOT,
  refuses,
  send,
  target,
  UUID,
  where,
  withBody,
  world,
} from '../kit/refusals.ts';
import { createTarget, type Target, type Wire } from '../kit/target.ts';

const deep = (open: string, middle: string, close: string) => open.repeat(1e4) + middle + close.repeat(1e4);
const typed = (type: string | null): How => ({ headers: { 'content-type': type } });
const token = (authorization: string | null): How => ({ headers: { authorization } });

/** 64 KiB of blanks after another, as long as somebody reads; tells how much was read. */
function endless(): { stream: ReadableStream; read: () => number } {
  let bytes = 0;
  const pull = (controller: ReadableStreamDefaultController) => {
    bytes += 65_536;
    controller.enqueue(new Uint8Array(65_536).fill(0x20));
  };
  return { stream: new ReadableStream({ pull }), read: () => bytes };
}

describe('a body', () => {
  world();
  refuses('/get-hosts', 400, [
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
  ]);
  refuses('/get-hosts', 415, [
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
  ]);
  refuses('/get-hosts', 413, [
    ['a declared 2 MiB', '{}', 'larger than 1048576', { headers: { 'content-length': `${2 * MIB}` } }],
    ['1 MiB and a byte', `{}${' '.repeat(MIB - 1)}`, 'larger than 1048576'],
    ['more than is declared', `{}${' '.repeat(MIB)}`, 'larger than', { headers: { 'content-length': '2' } }],
    ['a body without an end', () => endless().stream, 'larger than 1048576'],
  ]);
  for (const { path } of withBody) {
    refuses(path, 400, [
      ['what is not JSON', '{"where":{', 'body is not JSON'],
      ['an array for a body', '[{}]', 'body: expected an object, got an array'],
    ]);
    refuses(path, 415, [['a web page', '{}', 'the content-type is text/html', typed('text/html')]]);
  }
  for (const { path } of withBody.filter((post) => !post.path.startsWith('/get-'))) {
    refuses(path, 400, [
      ['an empty body', undefined, `The body is empty: ${path} needs one`, typed(null)],
      ['a blank body', ' \n', `The body is empty: ${path} needs one`],
    ]);
  }

  it('is not read on once it is too large', async () => {
    const { stream, read } = endless();
    expect(await accepted('/get-hosts', stream)).toMatch(/^413/);
    expect(read()).toBeLessThan(2 * MIB);
  });

  it.each([
    ['application/json;charset=utf-8', '{"first":0}'],
    ['Application/JSON ; charset="UTF-8"', '{"first":0}'],
    ['application/json', '\n{"first":0,"where":null,"orderBy":null,"skip":null,"last":null,"after":null}\n'],
    ['application/json', `{"first":0}${' '.repeat(MIB - 11)}`],
    ['application/json', `{"first":0,"where":${'{"AND":['.repeat(20)}{"name":"[{\\"[{"}${']}'.repeat(20)}}`],
  ])('is accepted: %s, %.40s', async (type, body) => {
    expect(await accepted('/get-hosts', body, typed(type))).toEqual([]);
  });

  it.each(['/get-hosts', '/get-vms', '/get-clusters', '/get-tasks'])('may be left out: %s', async (path) => {
    expect(await accepted(path, undefined, typed(null))).toEqual(await accepted(path, {}));
  });
});

describe('a token', () => {
  world();
  const secured = posts.filter(({ post }) => (post.security ?? contract.security ?? []).length > 0);
  const login = async (from: Target) =>
    (await from.post<Wire['WithTask_LoginResponse_']>('/login', ROOT)).body.data.token;

  it('is asked for by everything but login and get-version', () => {
    const open = Object.keys(contract.paths).filter((path) => !secured.some((post) => post.path === path));
    expect(open.toSorted()).toEqual(['/get-version', '/login']);
  });

  for (const { path } of secured) {
    refuses(path, 401, [
      ['no Authorization header', {}, 'header is missing', token(null)],
      ['an empty Authorization header', {}, 'header is missing', token('')],
      ['Bearer and nothing', {}, 'no token of this server', token('Bearer ')],
      ['a wrong token', {}, 'no token of this server', token('tokens')],
      ['the token in another case', {}, 'no token of this server', token('TOKEN')],
      ['another scheme', {}, 'no token of this server', token('Basic cm9vdDpyb290')],
    ]);
  }
  refuses('/get-hosts', 401, [
    ['a bad token before it reads the body', '{"where":', 'no token of this server', token('x')],
    ['two tokens', {}, 'no token of this server', token('token, token')],
    ['the beginning of the token', {}, 'no token of this server', token('toke')],
    ['dots for a token', {}, 'no token of this server', token('..')],
    ['a token that nobody signed', {}, 'no token of this server', token('eyJhbGciOiJub25lIn0.e30.')],
    ['a token of 8,000 characters', {}, 'no token of this server', token('x'.repeat(8000))],
    ['__proto__ as a token', {}, 'no token of this server', token('__proto__')],
  ]);

  it('of another server, or changed, is none', async () => {
    const ours = await login(target);
    const foreign = await login(createTarget({ seed: 'another' }));
    for (const wrong of [foreign, `${ours}x`, `${ours}.x`, ours.slice(0, -1), ours.replace('.', '.e')]) {
      expect(await accepted('/get-hosts', {}, token(wrong))).toMatch(/^401/);
    }
  });

  it.each(['token', 'Bearer token', 'bearer token', 'OURS', 'Bearer OURS'])(
    'is accepted: %s',
    async (header) => {
      const how = token(header.replace('OURS', await login(target)));
      expect(await accepted('/get-hosts', { first: 0 }, how)).toEqual([]);
    },
  );
});

describe('a path or a method', () => {
  world();
  for (const path of [ENTER, RESULT, EXIT, EXIT_CHECK]) {
    refuses(path.replace('maintance', 'maintenance'), 404, [
      ['the right spelling', {}, `spells it ${path}.`],
    ]);
  }
  for (const [path, says] of [
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
  ] as const) {
    refuses(path, 404, [['an unknown path', {}, says]]);
  }
  for (const path of ['/clone-vm', '/connect-cluster', '/create-datacenter']) {
    refuses(path, 501, [['what is not simulated', {}, `CloudTower has ${path}, but`]]);
  }
  for (const { path } of posts) {
    const methods = ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];
    refuses(
      path,
      405,
      methods.map((method) => [method, undefined, `takes POST, not ${method}`, { method }]),
    );
  }
  refuses('/get-version', 405, [['POST', {}, '/get-version takes GET, not POST']]);

  it.each(['/', '/v2/api', '/v2/apis/get-hosts', '/v1/api/get-hosts', '/get-hosts', '/V2/API/get-hosts'])(
    'outside of the base path is told where the API is: %s',
    async (path) => {
      const answer = await target.fake.fetch(send(path, {}));
      expect(answer.headers.get('x-tower-request-id')).toMatch(UUID);
      const message = expect.stringContaining('The API is under /v2/api');
      expect([answer.status, await answer.json()]).toEqual([404, { message, status: 404, path }]);
    },
  );

  it.each(['//get-hosts', '///get-hosts', '/get-hosts?x=1', '/../api/get-hosts'])(
    'is accepted: %s',
    async (path) => {
      expect(await accepted(path, { first: 0 })).toEqual([]);
    },
  );
});

const COUNT = 'expected an integer from 0 to 2147483647, or null, got';

describe('a query', () => {
  world();
  refuses('/get-hosts', 400, [
    ['an unknown member', { frist: 1 }, 'frist: no such member; there are after, before, first'],
    ['__proto__ as a member', '{"__proto__":{"first":1}}', '__proto__: no such member'],
    ['constructor as a member', { constructor: {} }, 'constructor: no such member'],
    ['a member with a long name', { ['m'.repeat(9000)]: 1 }, /^m{200}: no such member/],
    ['a negative first', { first: -1 }, `first: ${COUNT} -1`],
    ['a fractional first', { first: 1.5 }, `first: ${COUNT} 1.5`],
    ['a first beyond int32', { first: 2_147_483_648 }, `first: ${COUNT} 2147483648`],
    ['a first beyond every number', '{"first":1e999}', 'first: expected an integer'],
    ['first as text', { first: '1' }, `first: ${COUNT} "1"`],
    ['first as an array', { first: [1] }, `first: ${COUNT} an array`],
    ['a negative last', { last: -1 }, `last: ${COUNT} -1`],
    ['a fractional last', { last: 0.1 }, `last: ${COUNT} 0.1`],
    ['a huge last', { last: 1e300 }, `last: ${COUNT} 1e+300`],
    ['a negative skip', { skip: -1 }, `skip: ${COUNT} -1`],
    ['a fractional skip', { skip: 2.5 }, `skip: ${COUNT} 2.5`],
    ['skip as a boolean', { skip: true }, `skip: ${COUNT} true`],
    ['first with last', { first: 1, last: 1 }, 'first, last: expected one of the two, not both'],
    ['a number as after', { after: 1 }, 'after: expected an id or null, got 1'],
    ['an array as before', { before: [] }, 'before: expected an id or null, got an array'],
    ['an unknown orderBy', { orderBy: 'nme_ASC' }, /^orderBy: .*HostOrderByInput.*name_ASC.*"nme_ASC"/],
    ['orderBy without a direction', { orderBy: 'name' }, /^orderBy: .*such as name_ASC/],
    ['orderBy by a relation', { orderBy: 'cluster_ASC' }, /^orderBy: .*"cluster_ASC"/],
    ['orderBy as a list', { orderBy: ['name_ASC'] }, /^orderBy: .*got an array/],
    ['orderBy by __proto__', { orderBy: '__proto__' }, /^orderBy: .*"__proto__"/],
    ['a long orderBy', { orderBy: 'z'.repeat(9000) }, /^orderBy: .*"z{59}…/],
    where('where as an array', [], ': expected an object, got an array'),
    where('where as text', 'node-01', ': expected an object, got "node-01"'),
    where('where as a number', 1, ': expected an object, got 1'),
    where('an unknown filter', { nme: 'a' }, '.nme: HostWhereInput has no such filter; the nearest is name.'),
    where(
      'a misspelt operator',
      { name_conatins: 'a' },
      '.name_conatins: HostWhereInput has no such filter; the',
    ),
    where('__proto__ as a filter', JSON.parse('{"__proto__":1}'), '.__proto__: HostWhereInput has no such'),
    where('toString as a filter', { toString: 'a' }, '.toString: HostWhereInput has no such filter'),
    where('a filter without a name', { '': 1 }, '.: HostWhereInput has no such filter'),
    where('a long filter', { ['f'.repeat(9000)]: 1 }, `.${'f'.repeat(200)}: HostWhereInput has no such`),
    where('a number for a string', { name: 1 }, '.name: expected a string or null, got 1'),
    where(
      'a boolean for a part',
      { name_contains: true },
      '.name_contains: expected a string or null, got true',
    ),
    where('a string for a list', { name_in: 'a' }, '.name_in: expected an array or null, got "a"'),
    where('a number among strings', { id_in: ['a', 1] }, '.id_in[1]: expected a string or null, got 1'),
    where('null in a list', { id_not_in: [null] }, '.id_not_in[0]: expected a value, not null'),
    where('a string for an integer', { vm_num: '1' }, '.vm_num: expected an integer or null, got "1"'),
    where(
      'a fraction for an integer',
      { vm_num_gt: 1.5 },
      '.vm_num_gt: expected an integer or null, got 1.5',
    ),
    where('more than an int32 holds', { vm_num: 2 ** 31 }, '.vm_num: expected a number within int32'),
    where('a string for a number', { used_cpu_hz_lt: '1' }, '.used_cpu_hz_lt: expected a number or null'),
    where(
      '"true" for a boolean',
      { is_os_in_raid1: 'true' },
      '.is_os_in_raid1: expected true, false or null',
    ),
    where('an unknown value of an enum', { status: 'OK' }, '.status: expected one of CONNECTED_ERROR,'),
    where('an enum in lower case', { state_in: ['in_use'] }, '.state_in[0]: expected one of IDLE, IN_USE'),
    where('a string for a relation', { cluster: 'a' }, '.cluster: expected an object, got "a"'),
    where(
      'a fault behind a relation',
      { cluster: { nme: 1 } },
      '.cluster.nme: ClusterWhereInput has no such',
    ),
    where('null for a relation to many', { vms_some: null }, '.vms_some: expected an object'),
    where('an array for a relation to many', { vms_every: [] }, '.vms_every: expected an object'),
    where('an object for AND', { AND: {} }, '.AND: expected an array of filters or null, got an object'),
    where('text for OR', { OR: 'a' }, '.OR: expected an array of filters or null, got "a"'),
    where('null inside NOT', { NOT: [{}, null] }, '.NOT[1]: expected an object, not null'),
    where(
      'a fault inside AND',
      { AND: [{ OR: [{ vcpu: 1 }] }] },
      '.AND[0].OR[0].vcpu: HostWhereInput has no',
    ),
    where(
      'a filter on JSON',
      { host_state: { state: 'IN_USE' } },
      '.host_state: CloudTower has no filter on Host',
    ),
    where('null for JSON', { host_state: null }, '.host_state: CloudTower has no filter on Host.host_state'),
    where('a filter on a list', { cpu_fan_speed: [1] }, '.cpu_fan_speed: CloudTower has no filter'),
    where('ipmi', { ipmi: { id: 'a' } }, '.ipmi: filtering on Ipmi is not simulated'),
  ]);
  refuses('/get-tasks', 400, [
    where('a number for a date', { finished_at_gt: 1 }, '.finished_at_gt: expected an instant such as'),
    where(
      'a part of a date',
      { finished_at_contains: '2' },
      '.finished_at_contains: TaskWhereInput has no such',
    ),
  ]);
  for (const { path } of withBody.filter((post) => post.path.startsWith('/get-'))) {
    refuses(path, 400, [
      where('an unknown filter', { nme: 'a' }, '.nme: '),
      ['an unknown member', { data: null }, 'data: no such member'],
      ['a negative skip', { skip: -1 }, `skip: ${COUNT} -1`],
    ]);
  }
});

describe('what may be null', () => {
  world();
  refuses('/login', 400, [
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
  ]);
  refuses(ENTER, 400, [
    [
      'where.id of a wrong type, told as sent',
      { where: { id: 1 }, data: {} },
      /^where\.id: expected a string, got 1\.$/,
    ],
  ]);
  refuses('/get-hosts', 400, [
    ['a relation without its operator', { where: { vms: {} } }, 'there are vms_every, vms_some, vms_none'],
  ]);
});

describe('login', () => {
  world();
  refuses('/login', 400, [
    ['a wrong password', { ...ROOT, password: 'toor' }, 'The user or the password is wrong'],
    ['an empty password', { ...ROOT, password: '' }, 'The user or the password is wrong'],
    ['a password with more behind it', { ...ROOT, password: 'root\0' }, 'The user or the password is wrong'],
    ['an unknown user', { ...ROOT, username: 'admin' }, 'The user or the password is wrong'],
    ['__proto__ as a user', { ...ROOT, username: '__proto__' }, 'The user or the password is wrong'],
    ['no username', { password: 'root' }, 'body: username is missing'],
    ['no password', { username: 'root' }, 'body: password is missing'],
    ['a number as username', { ...ROOT, username: 1 }, 'username: expected a string, got 1'],
    ['null as username', { ...ROOT, username: null }, 'username: expected a string, got null'],
    ['an array as password', { ...ROOT, password: ['root'] }, 'password: expected a string, got an array'],
    ['a source that is none', { ...ROOT, source: 'NOPE' }, /^source: expected .*got "NOPE"/],
    ['a number as auth_config_id', { ...ROOT, auth_config_id: 1 }, /^auth_config_id: expected .*got 1/],
  ]);

  it('needs no token, and gives one', async () => {
    const data = { token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) };
    expect(await accepted('/login', { ...ROOT, source: 'LOCAL' }, token(null))).toEqual({
      data,
      task_id: null,
    });
  });
});
