/**
 * Checks every answer of the fake against the wire contract.
 * @module
 */
import { deriveAt } from '../../contracts/openapi/derive.ts';
import { type ApiDocument, type ApiVersion, ref, type Schema } from '../../contracts/openapi/schema.ts';
import { validator } from '../../contracts/openapi/validator.ts';

/** A function that throws when an answer is not what the contract says it must be. */
export function createAnswerCheck(
  contract: ApiDocument,
  version: ApiVersion,
): (request: Request, answer: Response) => Promise<void> {
  const document = deriveAt(contract, version);
  const { findings } = validator(document);
  return async (request, answer) => {
    const path = new URL(request.url).pathname.replace('/v2/api', '');
    const type = answer.headers.get('content-type');
    if (!type?.startsWith('application/json')) throw new Error(`${path} answers ${type}`);
    if (!answer.headers.get('x-tower-request-id')) throw new Error(`${path} answers without a request id`);
    const schema = schemaOf(document, request.method, path, answer.status);
    const [finding] = findings(schema, await answer.json());
    if (finding !== undefined)
      throw new Error(`${path} ${answer.status}: ${finding.place} ${finding.message}`);
  };
}

/** Any status but 200 answers an ErrorBody, declared or not. */
function schemaOf(document: ApiDocument, method: string, path: string, status: number): Schema {
  const operation = document.paths[path]?.[method === 'GET' ? 'get' : 'post'];
  const schema =
    status === 200 ? operation?.responses['200']?.content?.['application/json'].schema : undefined;
  if (status === 200 && schema === undefined)
    throw new Error(`${method} ${path} answers 200, but is not in the contract.`);
  return schema ?? ERROR_BODY;
}

const ERROR_BODY = ref('ErrorBody');
