/**
 * A lock file beside a state file, so that only one server at a time writes it. It contains the server's process id.
 * @module
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ControlRefusal } from '../control-refusal.ts';

/** Locks a state file for this process and returns the function that unlocks it. Throws ControlRefusal if another process has it. */
export function lockState(file: string): () => void {
  const lock = `${file}.lock`;
  if (!tryCreate(lock)) {
    const holder = readFileSync(lock, 'utf8');
    if (isAlive(Number(holder))) {
      const hint = `If process ${holder} is none of cloudtower-fake, remove ${lock}.`;
      throw new ControlRefusal('conflict', `another server keeps its state there. ${hint}`);
    }
    rmSync(lock, { force: true });
    if (!tryCreate(lock)) throw new ControlRefusal('conflict', 'another server keeps its state there.');
  }
  return () => rmSync(lock, { force: true });
}

/** Creates the lock file. Returns false if it exists already. */
function tryCreate(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Reports whether another process has that id. This process may have the same id as its predecessor in a container. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
