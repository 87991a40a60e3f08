/**
 * One case's talk with a target: its clients, its transcript, what it observed.
 * @module
 */
import type { RawAnswer, RawRequest, Tools } from '../case/tools.ts';
import { Broken, Skip } from '../case/verdict.ts';
import type { Target } from '../target/target.ts';
import { checking, createApi, ok } from './client.ts';
import { watch } from './settle.ts';
import { type Exchange, recording } from './transcript.ts';
import type { Transport } from './transport.ts';
import type { Task } from './wire.ts';

export interface Session {
  readonly tools: Tools;
  readonly exchanges: readonly Exchange[];
}

export interface SessionOptions {
  readonly onPoll?: (task: Task) => void;
  /** A token that was got before; otherwise the session logs in. */
  readonly token?: string;
}

/** Begins to talk to a target, logged in. */
export async function openSession(target: Target, options: SessionOptions = {}): Promise<Session> {
  const exchanges: Exchange[] = [];
  const { base, contract, credentials } = target;
  const open = recording(target.transport, base, exchanges);
  const checked = checking(open, base, contract);
  const token = options.token ?? (await logIn(target, checked));
  const api = createApi(base, checked, token);
  const watchTask: Tools['watch'] = (id, look) => {
    if (typeof id !== 'string') throw new Broken('No task_id: there is nothing to poll.', { actual: id });
    const { pollMs, stepLimitMs: limitMs } = target;
    const onPoll = async (task: Task) => {
      options.onPoll?.(task);
      await look?.();
    };
    return watch(api, id, { pollMs, limitMs, onPoll });
  };
  const tools: Tools = {
    api,
    loose: createApi(base, open, token),
    as: (other) => createApi(base, open, other),
    send: (path, request) => send(open, `${base}${path}`, token, request),
    token,
    credentials,
    contract,
    kind: target.kind,
    watch: watchTask,
    settle: async (id) => last(await watchTask(id)),
  };
  return { tools, exchanges };
}

/** A token for a target: the one given, or a fresh one. Throws Skip if there is nothing to log in with. */
export async function logIn({ base, credentials }: Target, transport: Transport): Promise<string> {
  const { user: username, password, token } = credentials;
  if (token !== undefined) return token;
  if (username === undefined || password === undefined)
    throw new Skip('There is neither a token nor a user with a password.');
  const { data } = ok(
    await createApi(base, transport, undefined).POST('/login', { body: { username, password } }),
  );
  return data.token;
}

async function send(
  transport: Transport,
  url: string,
  token: string,
  { method = 'POST', body, headers = {} }: RawRequest = {},
): Promise<RawAnswer> {
  const all = { authorization: token, 'content-type': 'application/json', ...headers };
  const answer = await transport(
    new Request(url, {
      method,
      headers: Object.entries(all).flatMap(([name, value]): [string, string][] =>
        value === null ? [] : [[name, value]],
      ),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }),
  );
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function last<T>(list: readonly [...T[], T]): T {
  const end = list.at(-1);
  if (end === undefined) throw new Error('A list that is never empty is empty.');
  return end;
}
