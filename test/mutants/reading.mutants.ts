/**
 * Lies about logins, forms, errors and queries.
 * @module
 */
import { withAnswer, withRequest, listOf, type Mutant, membersOf, pathOf, withField } from './mutant.ts';

const READS = ['/get-hosts', '/get-vms', '/get-clusters', '/get-tasks'];

export const READING_MUTANTS: readonly Mutant[] = [
  {
    id: 'login-without-data',
    lie: 'A login answers the token itself, not under data.',
    caughtBy: 'LOGIN-001',
    mutate: withAnswer(['/login'], ({ answer, status }) =>
      status === 200 ? { answer: membersOf(answer)['data'] } : undefined,
    ),
  },
  {
    id: 'any-password',
    lie: 'A wrong password is accepted.',
    caughtBy: 'LOGIN-002',
    mutate: withRequest('/login', (body) => ({ ...body, password: 'root' })),
  },
  {
    id: 'any-user',
    lie: 'An unknown user is accepted.',
    caughtBy: 'LOGIN-003',
    mutate: withRequest('/login', () => ({ username: 'root', password: 'root' })),
  },
  {
    id: 'token-not-checked',
    lie: 'Nobody looks at the token.',
    caughtBy: 'AUTH-001',
    mutate: (fake) => (request) => fake.fetch(withToken(request, () => 'token')),
  },
  {
    id: 'unknown-token',
    lie: 'Any token will do, if there is one.',
    caughtBy: 'AUTH-002',
    mutate: (fake) => (request) => fake.fetch(withToken(request, (token) => token && 'token')),
  },
  {
    id: 'forged-token',
    lie: 'The signature of a token is not looked at.',
    caughtBy: 'AUTH-003',
    mutate: (fake) => (request) =>
      fake.fetch(withToken(request, (token) => (token?.split('.').length === 3 ? 'token' : token))),
  },
  {
    id: 'no-bearer',
    lie: 'A token after the word Bearer is refused.',
    caughtBy: 'AUTH-004',
    mutate: (fake) => (request) =>
      fake.fetch(withToken(request, (token) => token?.replace('Bearer ', 'Bearer of '))),
  },
  {
    id: 'open-read',
    lie: 'One of the reads needs no token.',
    caughtBy: 'AUTH-005',
    mutate: (fake) => (request) =>
      fake.fetch(pathOf(request) === '/get-labels' ? withToken(request, () => 'token') : request),
  },
  {
    id: 'version-as-object',
    lie: 'get-version answers an object.',
    caughtBy: 'VERSION-001',
    mutate: (fake) => async (request) => {
      const isVersion = pathOf(request) === '/get-version' && request.headers.has('content-type');
      return isVersion ? Response.json({ version: '4.8.0' }) : fake.fetch(request);
    },
  },
  {
    id: 'null-in-required-field',
    lie: 'A required field of a VM is null.',
    caughtBy: 'WIRE-003',
    mutate: withField(['/get-vms'], 'ips', () => null),
  },
  {
    id: 'field-of-a-later-version',
    lie: 'Hosts have a field that a later version brings.',
    caughtBy: 'WIRE-002',
    mutate: withAnswer(['/get-hosts'], ({ answer, status }) =>
      status === 200
        ? { answer: listOf(answer).map((host) => ({ ...host, total_logical_cpu_cores: 48 })) }
        : undefined,
    ),
  },
  {
    id: 'field-of-this-version-missing',
    lie: 'Hosts lack a field that this version brought.',
    caughtBy: 'WIRE-022',
    mutate: withAnswer(['/get-hosts'], ({ answer, status }) =>
      status === 200
        ? { answer: listOf(answer).map(({ connect_status: _left, ...host }) => host) }
        : undefined,
    ),
  },
  {
    id: 'path-of-a-later-version',
    lie: 'A path that a later version brings is known already.',
    caughtBy: 'VERSION-011',
    mutate: withAnswer(['/get-sync-replication-plans'], ({ answer }) => ({ answer, status: 501 })),
  },
  {
    id: 'filter-of-a-later-version',
    lie: 'A filter by a field that a later version brings is ignored.',
    caughtBy: 'VERSION-012',
    mutate: withRequest('/get-hosts', ({ where, ...body }) => {
      const { total_logical_cpu_cores: _later, ...filters } = membersOf(where);
      return { ...body, where: filters };
    }),
  },
  {
    id: 'order-by-a-later-field',
    lie: 'An order by a field that a later version brings is ignored.',
    caughtBy: 'VERSION-013',
    mutate: withRequest('/get-clusters', ({ orderBy, ...body }) =>
      orderBy === 'overprovision_ratio_ASC' ? body : { orderBy, ...body },
    ),
  },
  {
    id: 'unknown-field',
    lie: 'Hosts have a field that the contract does not know.',
    caughtBy: 'WIRE-002',
    mutate: withAnswer(['/get-hosts'], ({ answer }) => ({
      answer: listOf(answer).map((host) => ({ ...host, hostState: null })),
    })),
  },
  {
    id: 'field-left-out',
    lie: 'Fields without a value are left out of a read.',
    caughtBy: 'WIRE-022',
    mutate: withAnswer(['/get-hosts'], ({ answer }) => ({
      answer: listOf(answer).map((host) =>
        Object.fromEntries(Object.entries(host).filter(([, value]) => value !== null)),
      ),
    })),
  },
  {
    id: 'text-for-number',
    lie: 'Memory is told as text.',
    caughtBy: 'WIRE-002',
    mutate: withField(['/get-hosts'], 'total_memory_bytes', String),
  },
  {
    id: 'connection-with-edges',
    lie: 'A connection has edges.',
    caughtBy: 'WIRE-042',
    mutate: withAnswer(['/get-hosts-connection'], ({ answer }) => ({
      answer: { ...membersOf(answer), edges: [] },
    })),
  },
  {
    id: 'count-off-by-one',
    lie: 'A connection counts one too many.',
    caughtBy: 'WIRE-043',
    mutate: withField(['/get-vms-connection'], 'count', (count) => Number(count) + 1),
  },
  {
    id: 'errors-as-html',
    lie: 'Errors are HTML.',
    caughtBy: 'WIRE-061',
    mutate: (fake) => async (request) => {
      const answer = await fake.fetch(request);
      if (answer.status < 400) return answer;
      return new Response('<h1>Error</h1>', {
        status: answer.status,
        headers: { 'content-type': 'text/html' },
      });
    },
  },
  {
    id: 'no-request-id',
    lie: 'Answers have no x-tower-request-id.',
    caughtBy: 'WIRE-062',
    mutate: (fake) => async (request) => {
      const answer = await fake.fetch(request);
      const headers = new Headers(answer.headers);
      headers.delete('x-tower-request-id');
      return new Response(await answer.text(), { status: answer.status, headers });
    },
  },
  {
    id: 'fractions',
    lie: 'Integers are written with a fraction.',
    caughtBy: 'WIRE-063',
    mutate: (fake) => async (request) => {
      const answer = await fake.fetch(request);
      const text = (await answer.text()).replaceAll(/("total_memory_bytes":\d+)/g, '$1.0');
      return new Response(text, { status: answer.status, headers: withoutLength(answer) });
    },
  },
  {
    id: 'body-wanted',
    lie: 'A read without a body is refused.',
    caughtBy: 'WIRE-064',
    mutate: (fake) => async (request) => {
      const isBare = pathOf(request) === '/get-hosts' && (await request.clone().text()) === '';
      return isBare ? error(400, '/get-hosts') : fake.fetch(request);
    },
  },
  {
    id: 'error-path-with-base',
    lie: 'The path in an error body has the base path.',
    caughtBy: 'ERROR-001',
    mutate: withAnswer('anything', ({ answer, status, path }) =>
      status === 400 ? { answer: { ...membersOf(answer), path: `/v2/api${path}` } } : undefined,
    ),
  },
  {
    id: 'error-with-stack',
    lie: 'Errors show the stack of the program.',
    caughtBy: 'ERROR-002',
    mutate: withAnswer('anything', ({ answer, status }) =>
      status === 400
        ? { answer: { ...membersOf(answer), stack: 'Error\n    at run (file:///srv/app.js:1:1)' } }
        : undefined,
    ),
  },
  {
    id: 'unknown-filter-ignored',
    lie: 'A filter on an unknown field is ignored.',
    caughtBy: 'ERROR-013',
    mutate: withRequest('/get-hosts', (body) => {
      const { no_such_field: _unknown, ...where } = membersOf(body['where']);
      return { ...body, where };
    }),
  },
  {
    id: 'unknown-host-accepted',
    lie: 'Entering an unknown host answers 200.',
    caughtBy: 'ERROR-026',
    mutate: withAnswer(['/enter-maintance-mode'], ({ status }) =>
      status >= 400 ? { status: 200, answer: { task_id: null, data: {} } } : undefined,
    ),
  },
  {
    id: 'null-list-accepted',
    lie: 'null for shutdown_vms is taken as an empty list, and the host as known.',
    caughtBy: 'ERROR-023',
    mutate: withAnswer(['/enter-maintance-mode'], ({ request }) =>
      membersOf(membersOf(request)['data'])['shutdown_vms'] === null
        ? { status: 200, answer: { task_id: null, data: {} } }
        : undefined,
    ),
  },
  {
    id: 'language-ignored',
    lie: 'Descriptions are in English whatever is asked for.',
    caughtBy: 'LANGUAGE-003',
    mutate: (fake) => (request) => {
      const english = new Request(request);
      english.headers.delete('content-language');
      return fake.fetch(english);
    },
  },
  {
    id: 'null-for-a-list',
    lie: 'Steps of a task are null when there are none.',
    caughtBy: 'TASK-007',
    mutate: withField(['/get-tasks'], 'steps', () => null),
  },
  {
    id: 'uuids-in-capitals',
    lie: 'UUIDs are in capitals.',
    caughtBy: 'TASK-011',
    mutate: withAnswer(READS, ({ answer }) => ({
      answer: listOf(answer).map((one) => ({ ...one, local_id: String(one['local_id']).toUpperCase() })),
    })),
  },
];

function withToken(request: Request, change: (token: string | null) => string | null | undefined): Request {
  const changed = new Request(request);
  const token = change(request.headers.get('authorization'));
  if (token !== null && token !== undefined) changed.headers.set('authorization', token);
  return changed;
}

function withoutLength({ headers }: Response): Headers {
  const kept = new Headers(headers);
  kept.delete('content-length');
  return kept;
}

function error(status: number, path: string): Response {
  return Response.json(
    { message: 'No.', status, path },
    { status, headers: { 'x-tower-request-id': 'mutant' } },
  );
}
