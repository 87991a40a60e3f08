/**
 * A fake under test, and the calls that tests make to it. Every answer is checked against its document.
 * @module
 */
import type { components } from '../../contracts/control/generated/types.ts';
import { type Api, createApi } from '../../contracts/kit/session/client.ts';
import type { Host, Task, Vm, Wire } from '../../contracts/kit/session/wire.ts';
import type { paths } from '../../contracts/openapi/generated/wire.ts';
import type { Method } from '../../contracts/openapi/schema.ts';
import { createFake, type Fake, type FakeOptions } from '../../src/server/fake.ts';
import { checkControl, checkWire } from './check.ts';
import { assertSound, dump } from './scenario-runner.ts';

export type { Host, Task, Vm, Wire } from '../../contracts/kit/session/wire.ts';
export type Control = components['schemas'];

/** The body of an operation's 200 answer; unknown where the compiler does not know the path. */
type BodyOf<Path extends string> = Path extends keyof paths
  ? paths[Path] extends { post: { responses: { 200: { content: { 'application/json': infer Body } } } } }
    ? Body
    : unknown
  : unknown;

/** The operations that start a task for each VM that a filter selects. */
export type VmOperationPath = {
  [Path in keyof paths]: BodyOf<Path> extends readonly { readonly task_id?: string | null }[] ? Path : never;
}[keyof paths];

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

export interface RequestOptions {
  /** POST unless given. */
  readonly method?: string;
  /** On top of the API token and the content-type; null takes one away. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** The world `default` unless given. */
  readonly world?: string;
}

export interface TestFake extends Fake {
  /** The typed client of CloudTower's API. */
  readonly api: Api;
  /** POSTs a body, right or wrong, to an operation. The type of the body is that of a 200 answer. */
  post<Path extends string>(
    path: Path,
    body: unknown,
    options?: RequestOptions,
  ): Promise<Answer<BodyOf<Path>>>;
  /** POSTs a body that must be rejected. Throws if it is answered 200. */
  postRejected(path: string, body: unknown, options?: RequestOptions): Promise<Answer<Wire['ErrorBody']>>;
  /** Returns the body that `post` answers. */
  call<Path extends string>(path: Path, body: unknown, world?: string): Promise<BodyOf<Path>>;
  /** Calls an operation of the control API. */
  control<Body>(
    method: Uppercase<Method>,
    path: string,
    body?: unknown,
    world?: string,
  ): Promise<Answer<Body>>;
  /** Returns the only host of that name. */
  host(name: string): Promise<Host>;
  /** Returns the only VM of that name. */
  vm(name: string): Promise<Vm>;
  task(id: string): Promise<Task>;
  /** Advances a manual clock from event to event until a task has ended; the invariants hold after each. */
  finish(taskId: string | null | undefined): Promise<Task>;
  /** Returns everything in the world `default`, to compare. */
  dump(): string;
}

export interface TestFakeOptions extends FakeOptions {
  /** The `content-language` of every request; none unless given. */
  readonly language?: string;
}

/** Returns a fresh fake. Its clock is manual unless told otherwise, and a defect fails its request. */
export function createTestFake({ language, ...options }: TestFakeOptions = {}): TestFake {
  const fake = createFake({ clock: 'manual', onDefect: rethrow, ...options });
  const send = async <Body>(request: Request): Promise<Answer<Body>> => {
    const answer = await read<Body>(await fake.fetch(request));
    checkWire(request, answer, answer.body, options.apiVersion);
    return answer;
  };
  const post = async <Body>(
    path: string,
    body: unknown,
    more: RequestOptions = {},
  ): Promise<Answer<Body>> => {
    const headers = { ...(language !== undefined && { 'content-language': language }), ...more.headers };
    return send(requestTo(path, body, { ...more, headers }));
  };
  const call: TestFake['call'] = async (path, body, world) =>
    (await post<BodyOf<typeof path>>(path, body, { ...(world !== undefined && { world }) })).body;
  const task = async (id: string) => only(await call('/get-tasks', { where: { id } }));
  return Object.assign(fake, {
    api: createApi('http://fake/v2/api', async (request) => toResponse(await send(request)), 'token'),
    post,
    call,
    task,
    async postRejected(path: string, body: unknown, more?: RequestOptions) {
      const answer = await post<Wire['ErrorBody']>(path, body, more);
      if (answer.status === 200) throw new Error(`${path} is answered 200: ${JSON.stringify(answer.body)}`);
      return answer;
    },
    async control<Body>(method: Uppercase<Method>, path: string, body?: unknown, world?: string) {
      const base = `http://fake${world === undefined ? '' : `/w/${world}`}/_fake`;
      const headers = { 'content-type': 'application/json' };
      const request = new Request(base + path, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body), headers }),
      });
      const answer = await read<Body>(await fake.fetch(request));
      checkControl(request, answer, answer.body);
      return answer;
    },
    host: async (name: string) => only(await call('/get-hosts', { where: { name } })),
    vm: async (name: string) => only(await call('/get-vms', { where: { name } })),
    async finish(id: string | null | undefined) {
      advanceToEnd(fake, id ?? '');
      return task(id ?? '');
    },
    dump: () => dump(fake.world),
  });
}

/** A request to CloudTower's API. Text, bytes and streams are sent as they are, anything else as JSON. */
export function requestTo(path: string, body: unknown, options: RequestOptions = {}): Request {
  const { method = 'POST', headers = {}, world } = options;
  const all = { authorization: 'token', 'content-type': 'application/json', ...headers };
  return new Request(`http://fake${world === undefined ? '' : `/w/${world}`}/v2/api${path}`, {
    method,
    headers: Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    duplex: 'half',
    ...(body !== undefined && { body: isRaw(body) ? body : JSON.stringify(body) }),
  });
}

function isRaw(body: unknown): body is string | Uint8Array<ArrayBuffer> | ReadableStream {
  return typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
}

async function read<Body>(answer: Response): Promise<Answer<Body>> {
  const body: Body = JSON.parse(await answer.text());
  return { status: answer.status, body, headers: answer.headers };
}

/** To clone an answer that is read twice would take longer. */
function toResponse({ status, body, headers }: Answer<unknown>): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

function only<Found>(found: readonly Found[]): Found {
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new Error(`There must be one, not ${JSON.stringify(found)}`);
  return first;
}

/** Advances from one due moment to the next until the task has ended. */
function advanceToEnd({ world, clock }: Fake, id: string): void {
  const isOpen = () => ['PENDING', 'EXECUTING'].includes(world.must('Task', id).status);
  for (let step = 0; isOpen(); step += 1) {
    const next = world.agenda.nextAt();
    if (next === undefined || step > 1_000) throw new Error(`Task ${id} does not end.`);
    clock.advance(next - clock.now());
    assertSound(world);
  }
}

function rethrow(error: unknown): never {
  throw error;
}
