/**
 * Tokens: issued by login, or the static API token. A token is three dot-joined base64url parts with an HS256
 * header, the user's id in its payload and no expiry, as real ones are (assumed, from published traffic). It
 * carries its own proof, so none is stored. How long it is good is a behaviour.
 * @module
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type BehaviourChoices, isChosen } from '../../../contracts/behaviours/index.ts';
import { message } from '../engine/language/message.ts';
import type { Instant } from '../engine/time/iso.ts';
import type { Id } from '../engine/world/records.ts';
import { Refusal } from '../engine/world/refusal.ts';

export interface Tokens {
  /** A token for a user. */
  issue(user: Id, at: Instant): string;
  /** The user a request's Authorization header stands for at a moment. Throws Refusal if it stands for none. */
  authenticate(header: string | null, at: Instant, behaviours: BehaviourChoices): Id;
}

export interface TokenOptions {
  readonly seed: string;
  /** The static API token, and whose it is. */
  readonly apiToken: string;
  readonly user: Id;
}

/** An hour, in ms of virtual time. */
const LIFE_MS = 60 * 60 * 1_000;

const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

/** Tokens that belong to a seed: another server with the same seed knows them too. */
export function createTokens({ seed, apiToken, user }: TokenOptions): Tokens {
  const sign = (payload: string) =>
    createHmac('sha256', `cloudtower-fake ${seed}`).update(payload).digest('base64url');
  const isOurs = (token: string) => {
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
      if (!isOurs(token)) throw new Refusal({ kind: 'unknown-token', message: message('token.unknown') });
      if (isChosen(behaviours, 'token.life', 'one-hour') && at - issuedAt(token) > LIFE_MS)
        throw new Refusal({ kind: 'expired-token', message: message('token.expired') });
      return user;
    },
  };
}

/** When one of our tokens was issued. */
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
