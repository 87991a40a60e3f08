/**
 * What the suite runs against. All that it knows of a target is its URL.
 * @module
 */
import { type Contract, createContract } from '../session/shape.ts';
import type { Transport } from '../session/transport.ts';

export interface Credentials {
  readonly user?: string;
  readonly password?: string;
  /** The suite logs in unless a token is given. */
  readonly token?: string;
  /** For a fake whose control API requires one. */
  readonly controlToken?: string;
}

export interface TargetOptions extends Credentials {
  /** With or without `/v2/api`. */
  readonly url: string;
  readonly transport: Transport;
  /** Treats a fake as a CloudTower: finds what cases need instead of seeding it. */
  readonly asReal?: boolean;
  /** Wall time between two polls of a task, in ms. */
  readonly pollMs?: number;
  /** The longest that one task may take, in ms of wall time. */
  readonly stepLimitMs?: number;
}

export interface Target {
  /** The base URL of operations, such as `http://127.0.0.1:8080/v2/api`. */
  readonly base: string;
  readonly transport: Transport;
  readonly credentials: Credentials;
  /** A fake can be seeded; a real target is used as it is. */
  readonly kind: 'fake' | 'real';
  /** What it is, for people, such as "a fake". */
  readonly name: string;
  /** As get-version answers it. */
  readonly version: string;
  readonly contract: Contract;
  readonly pollMs: number;
  readonly stepLimitMs: number;
}

/** The target cannot be reached, or is no CloudTower. The message is for people. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

const POLL_MS = 1_000;
const STEP_LIMIT_MS = 30 * 60_000;

/** Opens the target at a URL. Throws TargetError unless it answers like CloudTower. */
export async function openTarget(options: TargetOptions): Promise<Target> {
  const base = baseOf(options.url);
  const { transport, user, password, token, controlToken } = options;
  const version = await versionOf(transport, base);
  const { asReal = false } = options;
  const isFake = !asReal && (await answersAsFake(transport, rootOf(base)));
  return {
    base,
    transport,
    credentials: {
      ...(user !== undefined && { user }),
      ...(password !== undefined && { password }),
      ...(token !== undefined && { token }),
      ...(controlToken !== undefined && { controlToken }),
    },
    kind: isFake ? 'fake' : 'real',
    name: asReal ? 'a fake, treated as a CloudTower' : isFake ? 'a fake' : 'a CloudTower',
    version,
    contract: createContract(version),
    pollMs: options.pollMs ?? POLL_MS,
    stepLimitMs: options.stepLimitMs ?? STEP_LIMIT_MS,
  };
}

/** Returns the same target at a private world of the fake. */
export function atWorld(target: Target, name: string): Target {
  return { ...target, base: `${rootOf(target.base)}/w/${name}${BASE_PATH}`, pollMs: 0 };
}

/** Returns the URL before the world and the base path. */
export function rootOf(base: string): string {
  return base.slice(0, -BASE_PATH.length).replace(/\/w\/[^/]+$/, '');
}

/** Returns the URL before the base path, where a world's control API is. */
export function worldOf(base: string): string {
  return base.slice(0, -BASE_PATH.length);
}

const BASE_PATH = '/v2/api';

function baseOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TargetError(`${url.replace(/\/\/.*@/, '//***@')} is not an http or https URL.`);
  }
  const { origin, pathname, username, password } = new URL(url);
  if (username !== '' || password !== '')
    throw new TargetError(`${origin}: leave user and password out of the URL, where others may read them.`);
  const path = pathname.replace(/\/+$/, '');
  return `${origin}${path.endsWith(BASE_PATH) ? path : path + BASE_PATH}`;
}

async function versionOf(transport: Transport, base: string): Promise<string> {
  const answer = await reach(transport, `${base}/get-version`);
  const text = await answer.text();
  if (answer.status !== 200)
    throw new TargetError(`${base}/get-version answers ${answer.status}: is this a CloudTower?`);
  const version = parsed(text);
  if (typeof version === 'string') return version;
  throw new TargetError(`${base}/get-version answers no version: is this a CloudTower?`);
}

async function answersAsFake(transport: Transport, root: string): Promise<boolean> {
  const answer = await reach(transport, `${root}/_fake/world`);
  const world = parsed(await answer.text());
  return answer.status === 200 && typeof world === 'object' && world !== null && 'seed' in world;
}

async function reach(transport: Transport, url: string): Promise<Response> {
  try {
    return await transport(new Request(url));
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why =
      cause instanceof Error
        ? cause.message || String('code' in cause ? cause.code : cause.name)
        : String(cause);
    throw new TargetError(`${url} cannot be reached: ${why}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
