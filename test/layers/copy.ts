/**
 * A copy of the tree, to plant violations in.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';

const ROOT = process.cwd();
const LEFT_OUT = new Set(['.git', 'node_modules', 'dist', 'coverage']);

/** Sources by their paths in the tree. */
export type Files = Readonly<Record<string, string>>;

export class Copy {
  readonly folder = mkdtempSync(join(tmpdir(), 'cloudtower-fake-layers-'));

  constructor() {
    cpSync(ROOT, this.folder, { recursive: true, filter: (path) => !LEFT_OUT.has(relative(ROOT, path)) });
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
  }

  /** Writes files. Disposing of the result removes them and their new folders. */
  plant(files: Files): Disposable & { readonly paths: readonly string[] } {
    const planted = Object.entries(files).map(([path, source]) => {
      const file = join(this.folder, path);
      const folder = mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, source);
      return folder ?? file;
    });
    return {
      paths: Object.keys(files),
      [Symbol.dispose]: () => planted.forEach((path) => rmSync(path, { recursive: true })),
    };
  }

  /** Runs a command of a script of package.json. */
  run(command: string): { readonly status: number | null; readonly output: string } {
    const PATH = [join(ROOT, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
    const { status, stdout, stderr } = spawnSync(command, {
      shell: true,
      cwd: this.folder,
      env: { ...process.env, PATH },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    return { status, output: stdout + stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
