/**
 * Reads and writes all worlds of a server as one file. The first line is a head, and each further line is the
 * snapshot of a world, so that no text is larger than one world.
 * @module
 */
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ControlRefusal } from '../control-refusal.ts';
import { decode } from './codec.ts';
import type { Content } from './shape.ts';

const FORMAT = 'cloudtower-fake state';
const VERSION = 1;
const LINE_END = 0x0a;

/** Returns the snapshots in a file, or undefined if it does not exist. Throws ControlRefusal if it is damaged or has another version. */
export async function readState(file: string): Promise<readonly Content[] | undefined> {
  const bytes = await readIfPresent(file);
  if (bytes === undefined) return undefined;
  const [head = '', ...lines] = linesOf(bytes);
  const worlds = worldsOf(parse(head));
  if (lines.length !== worlds)
    throw new ControlRefusal(
      'invalid',
      `it is damaged: ${worlds} worlds should follow its first line, and ${lines.length} do.`,
    );
  return lines.map((line) => decode(parse(line)));
}

/** Replaces the file atomically: after a crash it has either the old or the new content. Rejects with the system's error. */
export async function writeState(file: string, snapshots: Iterable<string>, worlds: number): Promise<void> {
  const next = `${file}.tmp`;
  const handle = await open(next, 'w');
  try {
    await writeFile(handle, linesFor(snapshots, worlds));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
  await syncFolder(dirname(file));
}

/** Makes the snapshots one at a time, so that the server can answer requests in between. */
async function* linesFor(snapshots: Iterable<string>, worlds: number): AsyncGenerator<string> {
  yield `${JSON.stringify({ format: FORMAT, version: VERSION, worlds })}\n`;
  for (const snapshot of snapshots) yield `${snapshot}\n`;
}

/** Writes the rename itself to disk. Windows cannot sync a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readIfPresent(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function linesOf(bytes: Buffer): string[] {
  const lines: string[] = [];
  let from = 0;
  for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, from)) {
    lines.push(bytes.toString('utf8', from, end));
    from = end + 1;
  }
  if (from < bytes.length) throw new ControlRefusal('invalid', 'it is damaged: its last line is cut off.');
  return lines;
}

function worldsOf(head: unknown): number {
  const { format, version, worlds } = { format: '', version: 0, worlds: 0, ...asObject(head) };
  if (format !== FORMAT || typeof worlds !== 'number')
    throw new ControlRefusal('invalid', 'it is no state of cloudtower-fake.');
  if (version !== VERSION)
    throw new ControlRefusal(
      'invalid',
      `it is of format version ${String(version)}, and this program reads version ${VERSION} only.`,
    );
  return worlds;
}

function asObject(data: unknown): object {
  return typeof data === 'object' && data !== null ? data : {};
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new ControlRefusal('invalid', 'it is damaged: a line of it is no JSON.');
  }
}
