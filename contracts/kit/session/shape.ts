/**
 * Checking answers against the wire contract: no field is missing or unknown, and null is only where it may be.
 * @module
 */
import { deriveAt } from '../../openapi/derive.ts';
import { contract } from '../../openapi/generated/document.ts';
import { type ApiDocument, ref, type Schema } from '../../openapi/schema.ts';
import { validator } from '../../openapi/validator.ts';
import { API_VERSIONS, compareVersions, isApiVersion, LATEST } from '../../openapi/version.ts';
import { Broken } from '../case/verdict.ts';

/** The contract of one version of CloudTower. */
export interface Contract {
  readonly document: ApiDocument;
  /** Whether everything that the version has is known. It is not of patch releases and of the newest versions. */
  readonly isComplete: boolean;
  /** The contract with everything that any version has. */
  readonly newest: ApiDocument;
  /** Throws Broken if an answer breaks the contract. Any status but 200 must answer an ErrorBody. */
  check(answer: AnswerToCheck): void;
}

export interface AnswerToCheck {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** Returns the contract of a version, or of the newest known one if the version is malformed. */
export function createContract(version: string): Contract {
  const known = isApiVersion(version) ? version : LATEST;
  const document = deriveAt(contract, known);
  const isComplete = API_VERSIONS.some((one) => one === known) && compareVersions(known, LATEST) <= 0;
  const { findings } = validator(isComplete ? document : opened(document));
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
  return { document, isComplete, newest: deriveAt(contract, contract.info.version), check };
}

/**
 * A version newer than the contract may have new fields and values, and so may a patch release: 4.7.2 has a field that
 * 4.8.0 lacks.
 */
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
