/**
 * Writes the reports of a run to files.
 * @module
 */
import { writeFileSync } from 'node:fs';
import type { Run } from '../../../contracts/kit/case/outcome.ts';
import { htmlReport } from '../../../contracts/kit/report/html.ts';
import { jsonReport } from '../../../contracts/kit/report/json.ts';
import { junitReport } from '../../../contracts/kit/report/junit.ts';
import { observedProfile } from '../../../contracts/kit/report/observed-profile.ts';
import { GROUPS } from '../../../contracts/suite/index.ts';
import { UsageError } from '../values.ts';
import type { ContractOptions } from './options.ts';

/** Writes the reports that the options name. Throws UsageError if a file cannot be written. */
export function writeReports(run: Run, { junit, json, html, saveBehaviours }: ContractOptions): void {
  write('--junit', junit, () => junitReport(run, GROUPS));
  write('--json', json, () => `${JSON.stringify(jsonReport(run))}\n`);
  write('--html', html, () => htmlReport(run, GROUPS));
  write('--save-behaviours', saveBehaviours, () => `${JSON.stringify(observedProfile(run), null, 2)}\n`);
}

function write(flag: string, file: string | undefined, content: () => string): void {
  if (file === undefined) return;
  try {
    writeFileSync(file, content());
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`${flag} ${file}: it cannot be written: ${why}`);
  }
}
