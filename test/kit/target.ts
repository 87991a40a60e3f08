/**
 * A fake under test: requests go through its whole HTTP edge, and every answer is checked against the contract.
 * @module
 */
import { getRequestListener } from '@hono/node-server';
import request from 'supertest';
import { contract } from '../../contracts/openapi/generated/document.ts';
import type { components } from '../../contracts/openapi/generated/wire.ts';
import type { ApiVersion } from '../../contracts/openapi/schema.ts';
import { createFake, type Fake, type FakeOptions } from '../../src/server/fake.ts';
import { createAnswerCheck } from './answer-check.ts';
import { assertSound, dump } from './scenario-runner.ts';

export type Wire = components['schemas'];

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Target {
  readonly fake: Fake;
  /** POSTs JSON with the API token; the answer has been checked against the contract. */
  post<T>(path: string, body: unknown): Promise<Answer<T>>;
  /** The only entity whose name it is. */
  host(name: string): Promise<Wire['Host']>;
  vm(name: string): Promise<Wire['Vm']>;
  task(id: string): Promise<Wire['Task']>;
  /** Lets virtual time pass until the task has ended, checking the invariants on the way; answers how it ended. */
  finish(taskId: string | null | undefined): Promise<Wire['Task']>;
  /** Everything in the world, to compare. */
  snapshot(): string;
}

export interface TargetOptions extends Omit<FakeOptions, 'clock'> {
  /** The `content-language` of every request; none unless given. */
  readonly language?: string;
}

const answerChecks = new Map<ApiVersion, ReturnType<typeof createAnswerCheck>>();

/** The check of a version, made once: compiling the contract takes longer than most tests. */
function answerCheck(version: ApiVersion): ReturnType<typeof createAnswerCheck> {
  const check = answerChecks.get(version) ?? createAnswerCheck(contract, version);
  answerChecks.set(version, check);
  return check;
}

/** A fresh fake on a manual clock. */
export function createTarget({ language, ...options }: TargetOptions = {}): Target {
  const fake = createFake({ onDefect: rethrow, ...options, clock: 'manual' });
  const version = options.apiVersion ?? contract.info.version;
  const check = answerCheck(version);
  const listener = getRequestListener(async (incoming) => {
    const answer = await fake.fetch(incoming);
    await check(incoming, answer.clone());
    return answer;
  });
  const post = async <T>(path: string, body: unknown): Promise<Answer<T>> => {
    const {
      status,
      body: answer,
      headers,
    } = await request(listener)
      .post(`/v2/api${path}`)
      .set('authorization', 'token')
      .set('content-type', 'application/json')
      .set(language === undefined ? {} : { 'content-language': language })
      .send(JSON.stringify(body));
    return { status, body: answer, headers };
  };
  const one = async <T>(path: string, where: object): Promise<T> => {
    const { body } = await post<T[]>(path, { where });
    const [only] = body;
    if (only === undefined || body.length > 1)
      throw new Error(`${path} found ${body.length} for ${JSON.stringify(where)}`);
    return only;
  };
  const task = (id: string) => one<Wire['Task']>('/get-tasks', { id });
  return {
    fake,
    post,
    task,
    host: (name) => one('/get-hosts', { name }),
    vm: (name) => one('/get-vms', { name }),
    finish: async (id) => {
      finish(fake, id ?? '');
      return task(id ?? '');
    },
    snapshot: () => dump(fake.world),
  };
}

/** Steps from one due moment to the next until the task has ended. */
function finish(fake: Fake, id: string): void {
  const { world, clock } = fake;
  const isOpen = () => ['PENDING', 'EXECUTING'].includes(world.must('Task', id).status);
  for (let step = 0; isOpen(); step += 1) {
    const next = world.agenda.nextAt();
    if (next === undefined || step > 1000) throw new Error(`Task ${id} does not end.`);
    clock.advance(next - clock.now());
    assertSound(world);
  }
}

function rethrow(error: unknown): never {
  throw error;
}
