/**
 * `npm run check:spec -- FILE...`: compares the contract with official OpenAPI documents, each at its own version, and
 * prints the differences. Exit code 0: no difference; 1: differences; 2: a file cannot be compared.
 * @module
 */
import { join } from 'node:path';
import { assemble } from './assemble.ts';
import { reportDifferences, SpecError } from './report-differences.ts';

try {
  const contract = assemble(join(process.cwd(), 'contracts', 'openapi'));
  const count = reportDifferences(contract, process.argv.slice(2), console.log);
  process.exitCode = count > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof SpecError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
