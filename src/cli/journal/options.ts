/**
 * The options of `journal`.
 * @module
 */
import { parseArgs } from 'node:util';
import { DEFAULT_WORLD } from '../../server/worlds/worlds.ts';
import { UsageError } from '../values.ts';

export interface JournalOptions {
  /** The base URL of the world's control API. */
  readonly control: string;
  /** The control token, if the fake requires one. */
  readonly token?: string;
  /** The name, id or local_id of a host or VM. Selects the events of that one only. */
  readonly of?: string;
  readonly follow: boolean;
}

export const JOURNAL_USAGE = `Usage: cloudtower-fake journal [options]

Prints what was asked of a running fake and what happened in it, the oldest first, with what did it and why.

  --url URL          where the fake is (http://127.0.0.1:8080)
  --world NAME       one of its worlds (${DEFAULT_WORLD})
  --of HOST_OR_VM    only what happened to a host or VM, by its name, id or local_id
  --follow           goes on as more happens, until it is interrupted
  --token TEXT       the control token, if the fake wants one
  --help             print this`;

const OPTIONS = {
  url: { type: 'string', default: 'http://127.0.0.1:8080' },
  world: { type: 'string' },
  of: { type: 'string' },
  follow: { type: 'boolean', default: false },
  token: { type: 'string' },
} as const;

/** Parses the arguments after `journal`. Throws UsageError, which names the invalid option. */
export function parseJournalArgs(args: readonly string[]): JournalOptions {
  const { url, world, of, follow, token } = parse(args);
  if (of === '') throw new UsageError('--of: expected the name, id or local_id of a host or VM');
  return {
    control: `${rootOf(url)}${world === undefined ? '' : `/w/${encodeURIComponent(world)}`}/_fake`,
    follow,
    ...(of !== undefined && { of }),
    ...(token !== undefined && { token }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${message.split('\n')[0]?.split('. ')[0]}; see journal --help`);
  }
}

/** Returns the root URL of a fake, without a trailing slash. Accepts the base URLs of both APIs, too. */
function rootOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UsageError(`--url ${url}: expected an http or https URL`);
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/+$/, '').replace(/\/(v2\/api|_fake)$/, '');
}
