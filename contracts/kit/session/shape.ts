/**
 * Checking answers against the wire contract: no field is missing or unknown, and null is only where it may be.
 * @module
 */
import { Ajv, type ValidateFunction } from 'ajv';
import { derive } from '../../openapi/derive.ts';
import { contract } from '../../openapi/generated/document.ts';
import { toJsonSchemas } from '../../openapi/json-schema.ts';
import type { ApiDocument, Schema } from '../../openapi/schema.ts';
import { atVersion, compareVersions, isApiVersion, LATEST } from '../../openapi/version.ts';
import { Broken } from '../case/verdict.ts';

/** The contract of one version of CloudTower. */
export interface Contract {
  readonly document: ApiDocument;
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
  const asked = isApiVersion(version) ? version : LATEST;
  const document = derive(atVersion(contract, asked));
  const isNewer = compareVersions(asked, LATEST) > 0;
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, verbose: true });
  ajv.addSchema(toJsonSchemas(isNewer ? opened(document) : document, 'contract'));
  const compiled = new Map<string, ValidateFunction>();
  const validatorOf = (schema: Schema): ValidateFunction => {
    const key = JSON.stringify(schema);
    const validate = compiled.get(key) ?? ajv.compile(JSON.parse(key.replaceAll('"#/', '"contract#/')));
    compiled.set(key, validate);
    return validate;
  };
  const check = ({ method, path, status, body }: AnswerToCheck) => {
    const schema = schemaOf(document, method, path, status);
    if (schema === undefined) return;
    const validate = validatorOf(schema);
    if (validate(body)) return;
    const [error] = validate.errors ?? [];
    const place = `${path} ${status}${error?.instancePath.replaceAll('/', '.') ?? ''}`;
    const extra: unknown = error?.params['additionalProperty'];
    throw new Broken(
      `The answer is not what the contract says: ${place} ${error?.message}${typeof extra === 'string' ? `: ${extra}` : ''}.`,
      { expected: error?.schema, actual: error?.data },
    );
  };
  return { document, check };
}

/** A version newer than the contract may have new fields and values. */
function opened(document: ApiDocument): ApiDocument {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => {
    const { additionalProperties: _closed, enum: _values, ...open } = schema;
    return [name, open];
  });
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
}

function schemaOf({ paths }: ApiDocument, method: string, path: string, status: number): Schema | undefined {
  if (status !== 200) return { $ref: '#/components/schemas/ErrorBody' };
  const operation = paths[path]?.[method === 'GET' ? 'get' : 'post'];
  return operation?.responses['200']?.content?.['application/json'].schema;
}
