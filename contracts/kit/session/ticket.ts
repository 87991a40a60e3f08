/**
 * The token of a run, which is renewed when the target ends the session.
 * @module
 */
import { createApi } from './client.ts';
import { isUnauthorized, logIn } from './login.ts';
import type { Target } from '../target/target.ts';
import type { Transport } from './transport.ts';

/** The target has ended the session, and there is no login to begin another one. It ends the run. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded';
}

/** The token that a run uses now. All its cases share it. */
export class Ticket {
  readonly #target: Target;
  readonly #issued: Set<string>;
  #token: string;
  #ended: string | undefined;

  /** Creates the ticket of a target that has accepted this token. */
  constructor(target: Target, token: string) {
    this.#target = target;
    this.#token = token;
    this.#issued = new Set([token]);
  }

  get token(): string {
    return this.#token;
  }

  /** Why the run has to end: the session has ended, and no other can begin. */
  get ended(): string | undefined {
    return this.#ended;
  }

  /** Whether the run has used a token, now or before. */
  owns(token: string | null): boolean {
    return token !== null && this.#issued.has(token);
  }

  /** Whether the target accepts the token now. */
  async isAccepted(transport: Transport): Promise<boolean> {
    const api = createApi(this.#target.base, transport, this.#token);
    const { response } = await api.POST('/get-clusters', { body: { first: 1 } });
    return !isUnauthorized(response.status);
  }

  /** Logs in again. Throws SessionEnded if the target's credentials are a token. */
  async renew(transport: Transport): Promise<void> {
    if (this.#target.credentials.token !== undefined) {
      this.#ended = 'The target does not accept the token any more: set CLOUDTOWER_TOKEN to a new one.';
      throw new SessionEnded(this.#ended);
    }
    this.#token = await logIn(this.#target, transport);
    this.#issued.add(this.#token);
  }
}

/**
 * Sends the ticket's token in place of older ones. When the target refuses it, although it is the one of the run, logs
 * in again and repeats the request: what was refused has done nothing.
 */
export function withTicket(transport: Transport, ticket: Ticket): Transport {
  return async (request) => {
    if (!ticket.owns(request.headers.get('authorization'))) return transport(request);
    const answer = await transport(withToken(request, ticket.token));
    if (!isUnauthorized(answer.status) || (await ticket.isAccepted(transport))) return answer;
    await ticket.renew(transport);
    return transport(withToken(request, ticket.token));
  };
}

function withToken(request: Request, token: string): Request {
  const copy = request.clone();
  copy.headers.set('authorization', token);
  return copy;
}
