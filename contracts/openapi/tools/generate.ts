/**
 * `npm run generate`: writes TypeScript from the hand-written YAML. For the wire contract, it writes the hand-written
 * document and the types of the derived one; for the control API, the document and its types.
 * @module
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { derive } from '../derive.ts';
import type { ApiDocument } from '../schema.ts';
import { assemble, assembleParts } from './assemble.ts';

const CONTRACT = join('contracts', 'openapi');
const CONTROL = join('contracts', 'control');

const contract = assemble(CONTRACT);
writeData(CONTRACT, 'contract', 'The hand-written wire contract, marks included.', contract);
write(join(CONTRACT, 'generated', 'wire.ts'), await types(derive(contract)));

const control = assembleParts(CONTROL, 'control');
writeData(CONTROL, 'controlApi', 'The control API.', control);
write(join(CONTROL, 'generated', 'types.ts'), await types(control));

function writeData(directory: string, name: string, meaning: string, document: ApiDocument): void {
  const generated = join(directory, 'generated');
  const text = `import type { ApiDocument } from '${relative(generated, join(CONTRACT, 'schema.ts'))}';

/** ${meaning} */
export const ${name}: ApiDocument = JSON.parse(${JSON.stringify(JSON.stringify(document))});
`;
  write(join(generated, 'document.ts'), text);
}

async function types(document: ApiDocument): Promise<string> {
  return astToString(
    await openapiTS(JSON.stringify(document), { immutable: true, emptyObjectsUnknown: true }),
  );
}

/** Writes only a changed file, so that the compiler's incremental state stays valid. */
function write(file: string, content: string): void {
  const text = `// Generated from YAML by \`npm run generate\`. Do not edit.\n${content}`;
  if (readOrEmpty(file) === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
