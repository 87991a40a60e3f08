/**
 * One server at a time keeps its state in a file: a file beside it says which.
 * @module
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ControlRefusal } from '../control-refusal.ts';

/** Takes the file for this process; what it answers lets go of it. Throws ControlRefusal while another has it. */
export function lockState(file: string): () => void {
  const lock = `${file}.lock`;
  if (!isTaken(lock)) {
    const holder = readFileSync(lock, 'utf8');
    if (isAlive(Number(holder))) {
      const gone = `If process ${holder} is none of cloudtower-fake, remove ${lock}.`;
      throw new ControlRefusal('conflict', `another server keeps its state there. ${gone}`);
    }
    rmSync(lock, { force: true });
    if (!isTaken(lock)) throw new ControlRefusal('conflict', 'another server keeps its state there.');
  }
  return () => rmSync(lock, { force: true });
}

/** Whether the lock was free, and is this process's now. */
function isTaken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Whether another process has that id. A restarted container often gets the id that it had before. */
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
