/**
 * Tokens: issued by login, or the static API token. A token is three dot-joined base64url parts with an HS256
 * header, the user's id in its payload and no expiry, as real ones are (assumed, from published traffic). It
 * carries its own proof, so none is stored and every one stays valid.
 * @module
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../time/iso.ts';
import type { Id } from '../world/records.ts';
import { BadRequest } from './errors.ts';
import { NO_TOKEN, WRONG_TOKEN } from './messages.ts';

export interface Tokens {
  /** A token for a user. */
  issue(user: Id, at: Instant): string;
  /** The user a request's Authorization header stands for, raw or as `Bearer`. Throws BadRequest (401) if it stands for none. */
  authenticate(header: string | null): Id;
}

export interface TokenOptions {
  readonly seed: string;
  /** The static API token, and whose it is. */
  readonly apiToken: string;
  readonly user: Id;
}

const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

/** Tokens that belong to a seed: another server with the same seed knows them too. */
export function createTokens({ seed, apiToken, user }: TokenOptions): Tokens {
  const sign = (text: string) =>
    createHmac('sha256', `cloudtower-fake ${seed}`).update(text).digest('base64url');
  const isOurs = (token: string) => {
    const [header, payload, signature, ...rest] = token.split('.');
    return rest.length === 0 && signature !== undefined && isEqual(signature, sign(`${header}.${payload}`));
  };
  return {
    issue(id, at) {
      const payload = encode({ userId: id, iat: Math.floor(at / 1000) });
      return `${HEADER}.${payload}.${sign(`${HEADER}.${payload}`)}`;
    },
    authenticate(header) {
      if (header === null || header === '') throw new BadRequest(401, NO_TOKEN);
      const token = header.replace(/^bearer\s+/i, '').trim();
      if (isEqual(token, apiToken) || isOurs(token)) return user;
      throw new BadRequest(401, WRONG_TOKEN);
    },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function isEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
