/**
 * Issues and checks tokens. Like a real one (assumed, from published traffic), a token is a JWT with an HS256 header,
 * the user's id and no expiry. It is signed, so no token is stored. How long it is valid is a behaviour. The static
 * API token is valid, too.
 * @module
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type BehaviourChoices, isChosen } from '../../../contracts/behaviours/index.ts';
import { message } from '../engine/language/message.ts';
import type { Instant } from '../engine/time/iso.ts';
import type { Id } from '../engine/world/records.ts';
import { Refusal } from '../engine/world/refusal.ts';

export interface Tokens {
  /** Returns a token for a user, issued at that virtual time. */
  issue(user: Id, at: Instant): string;
  /** Returns the user of an Authorization header at a virtual time. Throws Refusal without a valid token. */
  authenticate(header: string | null, at: Instant, behaviours: BehaviourChoices): Id;
}

export interface TokenOptions {
  readonly seed: string;
  /** The static API token, which belongs to `user`. */
  readonly apiToken: string;
  readonly user: Id;
}

/** An hour, in ms of virtual time. */
const LIFE_MS = 60 * 60 * 1_000;

const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

/** Returns the tokens of a seed. Another server with the same seed accepts them, too. */
export function createTokens({ seed, apiToken, user }: TokenOptions): Tokens {
  const sign = (payload: string) =>
    createHmac('sha256', `cloudtower-fake ${seed}`).update(payload).digest('base64url');
  const isSigned = (token: string) => {
    const [header, payload, signature, ...rest] = token.split('.');
    return rest.length === 0 && signature !== undefined && isEqual(signature, sign(`${header}.${payload}`));
  };
  return {
    issue(id, at) {
      const payload = encode({ userId: id, iat: Math.floor(at / 1000) });
      return `${HEADER}.${payload}.${sign(`${HEADER}.${payload}`)}`;
    },
    authenticate(header, at, behaviours) {
      if (header === null || header === '')
        throw new Refusal({ kind: 'no-token', message: message('token.missing') });
      const isBare = isChosen(behaviours, 'token.scheme', 'bare');
      const token = isBare ? header : header.replace(/^bearer\s+/i, '').trim();
      if (isEqual(token, apiToken)) return user;
      if (!isSigned(token)) throw new Refusal({ kind: 'unknown-token', message: message('token.unknown') });
      if (isChosen(behaviours, 'token.life', 'one-hour') && at - issuedAt(token) > LIFE_MS)
        throw new Refusal({ kind: 'expired-token', message: message('token.expired') });
      return user;
    },
  };
}

/** Returns the issue time of a token with a valid signature. */
function issuedAt(token: string): Instant {
  const { iat }: { iat: number } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return iat * 1000;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function isEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
