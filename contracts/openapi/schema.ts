/**
 * The part of OpenAPI 3.0 that our documents use, and our own `x-` marks.
 * @module
 */

/** A version of the CloudTower API, such as `4.6.0`. */
export type ApiVersion = `${number}.${number}.${number}`;

export interface Schema {
  readonly $ref?: string;
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly description?: string;
  /** The version that added this property; 4.0.0 if absent. */
  readonly 'x-since'?: ApiVersion;
  /** The versions that added single values of this enum. */
  readonly 'x-since-values'?: Readonly<Record<string, ApiVersion>>;
  /** The string is an instant: it is ordered, but has no text operators. */
  readonly 'x-date-time'?: boolean;
  /**
   * The filter operators that differ from those of other fields of this kind: the version that added the operator, or
   * false if the field lacks it. `''` is the bare field name.
   */
  readonly 'x-filters'?: Readonly<Record<string, ApiVersion | false>>;
  /** The schema is an entity with reads. The value is the plural in the names of its operations. */
  readonly 'x-reads'?: string;
  /** The WhereInput of an entity that is not simulated: it has no filters. */
  readonly 'x-not-simulated'?: boolean;
}

export interface Content {
  readonly 'application/json': { readonly schema: Schema };
}

export interface Parameter {
  readonly $ref?: string;
  readonly in?: string;
  readonly name?: string;
  readonly required?: boolean;
  readonly schema?: Schema;
  /** The version that added this parameter; 4.0.0 if absent. */
  readonly 'x-since'?: ApiVersion;
}

export interface Response {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Content;
}

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  /** The version that added this operation; 4.0.0 if absent. */
  readonly 'x-since'?: ApiVersion;
  /** The version whose document first declares that this operation needs a token. Older servers require one, too. */
  readonly 'x-secured-since'?: ApiVersion;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
}

/** The versions that added paths. */
export type PathVersions = Readonly<Record<string, ApiVersion>>;

export type Method = 'get' | 'post' | 'put' | 'delete';

/** The schemas of a document. */
export interface Components {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface ApiDocument extends Components {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: ApiVersion };
  readonly servers: readonly { readonly url: string }[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly paths: Readonly<Record<string, { readonly [M in Method]?: Operation }>>;
  readonly components: Components['components'] & {
    readonly parameters?: Readonly<Record<string, Parameter>>;
    readonly responses?: Readonly<Record<string, Response>>;
  };
  /** Entities without operations here that other entities are related to. */
  readonly 'x-not-simulated'?: readonly string[];
  /** Paths of CloudTower without an operation here, each with the version that added it. */
  readonly 'x-not-simulated-paths'?: PathVersions;
  /** In the document of one version: the paths that a later version added. */
  readonly 'x-later-paths'?: PathVersions;
}

const SCHEMAS = '#/components/schemas/';

/** Returns a reference to a component schema. */
export function ref(name: string): Schema {
  return { $ref: `${SCHEMAS}${name}` };
}

/** Returns the name of the component that a schema refers to, directly or as `allOf: [$ref]`, as OpenAPI 3.0 writes a nullable reference. */
export function refName(schema: Schema): string | undefined {
  const pointer = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
  return pointer?.startsWith(SCHEMAS) ? pointer.slice(SCHEMAS.length) : undefined;
}

/** Returns the parameter that a parameter refers to, or the parameter itself; undefined if there is no such component. */
export function resolveParameter(document: ApiDocument, parameter: Parameter): Parameter | undefined {
  const name = parameter.$ref?.split('/').at(-1);
  return name === undefined ? parameter : document.components.parameters?.[name];
}

/** Returns the component that a schema refers to, or the schema itself. Throws if there is no such component. */
export function resolve(document: ApiDocument, schema: Schema): Schema {
  const name = refName(schema);
  if (name === undefined) return schema;
  const target = document.components.schemas[name];
  if (target === undefined) throw new Error(`The document has no schema ${name}.`);
  return target;
}
