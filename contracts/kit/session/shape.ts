/**
 * Whether an answer is what the wire contract says it must be: every field that is there and must be, null
 * where it may be, and nowhere else.
 * @module
 */
import { deriveAt } from '../../openapi/derive.ts';
import { contract } from '../../openapi/generated/document.ts';
import { type ApiDocument, ref, type Schema } from '../../openapi/schema.ts';
import { validator } from '../../openapi/validator.ts';
import { compareVersions, isApiVersion, LATEST } from '../../openapi/version.ts';
import { Broken } from '../case/verdict.ts';

/** The contract as one version of CloudTower has it. */
export interface Contract {
  readonly document: ApiDocument;
  /** Throws Broken when an answer is not as the contract says. Any status but 200 answers an ErrorBody. */
  check(answer: AnswerToCheck): void;
}

export interface AnswerToCheck {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** The contract of the version that a target names; of the newest known one if that is unknown. */
export function createContract(version: string): Contract {
  const asked = isApiVersion(version) ? version : LATEST;
  const document = deriveAt(contract, asked);
  const isNewer = compareVersions(asked, LATEST) > 0;
  const { findings } = validator(isNewer ? opened(document) : document);
  const check = ({ method, path, status, body }: AnswerToCheck) => {
    const schema = schemaOf(document, method, path, status);
    if (schema === undefined) return;
    const [finding] = findings(schema, body);
    if (finding === undefined) return;
    const { place, keyword, message, member, expected, received } = finding;
    const extra = keyword === 'additionalProperties' ? `: ${member}` : '';
    throw new Broken(
      `The answer is not what the contract says: ${path} ${status}${place.replaceAll('/', '.')} ${message}${extra}.`,
      { expected, actual: received },
    );
  };
  return { document, check };
}

/** A version that nobody has written down yet may have new fields and values: they are no breach. */
function opened(document: ApiDocument): ApiDocument {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => {
    const { additionalProperties: _closed, enum: _values, ...open } = schema;
    return [name, open];
  });
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
}

function schemaOf({ paths }: ApiDocument, method: string, path: string, status: number): Schema | undefined {
  if (status !== 200) return ERROR_BODY;
  const operation = paths[path]?.[method === 'GET' ? 'get' : 'post'];
  return operation?.responses['200']?.content?.['application/json'].schema;
}

const ERROR_BODY = ref('ErrorBody');
