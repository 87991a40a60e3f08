/**
 * Checks every answer of the fake against the wire contract.
 * @module
 */
import { Ajv, type ValidateFunction } from 'ajv';
import { derive } from '../../contracts/openapi/derive.ts';
import { toJsonSchemas } from '../../contracts/openapi/json-schema.ts';
import type { ApiDocument, ApiVersion, Schema } from '../../contracts/openapi/schema.ts';
import { atVersion } from '../../contracts/openapi/version.ts';

/** A function that throws when an answer is not what the contract says it must be. */
export function createAnswerCheck(
  contract: ApiDocument,
  version: ApiVersion,
): (request: Request, answer: Response) => Promise<void> {
  const document = derive(atVersion(contract, version));
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(toJsonSchemas(document, 'contract'));
  const compiled = new Map<string, ValidateFunction>();
  const validator = (schema: Schema): ValidateFunction => {
    const key = JSON.stringify(schema);
    const known = compiled.get(key) ?? ajv.compile(JSON.parse(key.replaceAll('"#/', '"contract#/')));
    compiled.set(key, known);
    return known;
  };
  return async (request, answer) => {
    const path = new URL(request.url).pathname.replace('/v2/api', '');
    const type = answer.headers.get('content-type');
    if (!type?.startsWith('application/json')) throw new Error(`${path} answers ${type}`);
    if (!answer.headers.get('x-tower-request-id')) throw new Error(`${path} answers without a request id`);
    const validate = validator(schemaOf(document, request.method, path, answer.status));
    if (!validate(await answer.json()))
      throw new Error(`${path} ${answer.status}: ${ajv.errorsText(validate.errors)}`);
  };
}

/** Any status but 200 answers an ErrorBody, declared or not. */
function schemaOf(document: ApiDocument, method: string, path: string, status: number): Schema {
  const operation = document.paths[path]?.[method === 'GET' ? 'get' : 'post'];
  const schema =
    status === 200 ? operation?.responses['200']?.content?.['application/json'].schema : undefined;
  if (status === 200 && schema === undefined)
    throw new Error(`${method} ${path} answers 200, but is not in the contract.`);
  return schema ?? { $ref: '#/components/schemas/ErrorBody' };
}
