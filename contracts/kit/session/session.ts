/**
 * One case's session with a target: its clients and its transcript.
 * @module
 */
import type { RawAnswer, RawRequest, Tools } from '../case/tools.ts';
import type { Target } from '../target/target.ts';
import { createApi, withContractCheck } from './client.ts';
import { logIn } from './login.ts';
import { isRead } from './path.ts';
import { withRetries } from './retry.ts';
import { type Patience, settle, watch } from './settle.ts';
import { Ticket, withTicket } from './ticket.ts';
import { type Exchange, withTranscript } from './transcript.ts';
import type { Transport } from './transport.ts';
import type { Task } from './wire.ts';

export interface Session {
  readonly tools: Tools;
  readonly exchanges: readonly Exchange[];
}

export interface SessionOptions {
  readonly onPoll?: ((task: Task) => void) | undefined;
  /** The session logs in unless it is given the ticket of its run. */
  readonly ticket?: Ticket;
}

/** Opens a session, logged in. */
export async function openSession(target: Target, options: SessionOptions = {}): Promise<Session> {
  const exchanges: Exchange[] = [];
  const { base, contract, credentials } = target;
  const isOwn = (one: string) => one === credentials.token || options.ticket?.owns(one) === true;
  const patient = withRetries(withTranscript(target.transport, base, exchanges, isOwn), base, isRead);
  const ticket =
    options.ticket ?? new Ticket(target, await logIn(target, withContractCheck(patient, base, contract)));
  const recorded = withTicket(patient, ticket);
  const checked = withContractCheck(recorded, base, contract);
  const { token } = ticket;
  const api = createApi(base, checked, token);
  const patienceWith = (look?: () => Promise<void>): Patience => ({
    pollMs: target.pollMs,
    limitMs: target.stepLimitMs,
    onPoll: async (task) => {
      options.onPoll?.(task);
      await look?.();
    },
  });
  const tools: Tools = {
    api,
    as: (other) => createApi(base, recorded, other),
    send: (path, request) => send(recorded, `${base}${path}`, token, request),
    token,
    credentials,
    contract,
    kind: target.kind,
    watch: (id, look) => watch(api, id, patienceWith(look)),
    settle: (id) => settle(api, id, patienceWith()),
  };
  return { tools, exchanges };
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
