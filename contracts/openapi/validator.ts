/**
 * Checks data against the schemas of an OpenAPI document. A finding is plain data, so that each caller can word its
 * own message.
 * @module
 */
import { createRequire } from 'node:module';
import type * as AjvModule from 'ajv';
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { toJsonSchema } from './json-schema.ts';
import { oncePer } from './once-per.ts';
import { type Components, ref, type Schema } from './schema.ts';

const require = createRequire(import.meta.url);

/** One way in which data does not match its schema. */
export interface Finding {
  /** A JSON pointer into the data, such as `/data/shutdown_vms/0`; empty for the data itself. */
  readonly place: string;
  /** The keyword of the schema that does not hold, such as `type`. */
  readonly keyword: string;
  /** The keyword's value: a type, a list of allowed values, a limit. */
  readonly expected: unknown;
  readonly received: unknown;
  /** The name of a missing or unknown member. */
  readonly member?: string;
  /** A clause in English that follows the place, such as `must be string`. */
  readonly message: string;
  /** The document's description of the value. */
  readonly description?: string;
}

/** Checks data against the schemas of one document. `Schemas` are the types generated from it. */
export interface Validator<Schemas> {
  /** Returns whether the data matches a component schema. */
  readonly is: <Name extends keyof Schemas & string>(name: Name, data: unknown) => data is Schemas[Name];
  /**
   * Returns the first mismatch with a schema or a named component schema. For a choice, it returns the mismatches of
   * all branches as well.
   */
  readonly findings: (schema: (keyof Schemas & string) | Schema, data: unknown) => readonly Finding[];
}

/** Returns the validator of a document. Each schema is compiled on first use and cached for the document. */
export function validator<Schemas>(document: Components): Validator<Schemas> {
  const checkOf = checksOf(document);
  return {
    is: <Name extends keyof Schemas & string>(name: Name, data: unknown): data is Schemas[Name] =>
      checkOf(name)(data),
    findings(schema, data) {
      const check = checkOf(schema);
      return check(data) ? [] : (check.errors ?? []).map(findingOf);
    },
  };
}

const checksOf = oncePer((document: Components) => {
  const checks = new Map<string | Schema, ValidateFunction>();
  return (schema: string | Schema): ValidateFunction => {
    const check = checks.get(schema) ?? compile(document, typeof schema === 'string' ? ref(schema) : schema);
    checks.set(schema, check);
    return check;
  };
});

function compile(document: Components, schema: Schema): ValidateFunction {
  return ajv().compile(toJsonSchema(document, schema));
}

/** Loads Ajv at the first check: loading takes a quarter of the start-up time, and many runs check nothing. */
function ajv(): Ajv {
  if (loaded === undefined) {
    const { Ajv: AjvClass }: typeof AjvModule = require('ajv');
    // The documents are our own: a test checks that their schemas are valid.
    loaded = new AjvClass({
      strict: false,
      verbose: true,
      validateFormats: false,
      validateSchema: false,
      // Optimized code takes twice as long to compile, and most schemas are used only a few times.
      code: { optimize: false },
    });
  }
  return loaded;
}

let loaded: Ajv | undefined;

function findingOf({
  instancePath,
  keyword,
  params,
  schema,
  parentSchema,
  data,
  message,
}: ErrorObject): Finding {
  const member: unknown = params['missingProperty'] ?? params['additionalProperty'];
  const description: unknown = parentSchema?.['description'];
  return {
    place: instancePath,
    keyword,
    expected: schema,
    received: data,
    message: message ?? 'is not as expected',
    ...(typeof member === 'string' && { member }),
    ...(typeof description === 'string' && { description }),
  };
}
