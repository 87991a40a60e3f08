/**
 * JSON Schemas that the compiler holds against the types they check: a member that is missing, left over or of
 * another type is a compile error.
 * @module
 */
import { ref, type Schema } from '../../../../contracts/openapi/schema.ts';

/** A schema of the values of a type, no more and no less. */
export type SchemaOf<T> = Schema & { readonly '~type'?: (value: T) => T };

type OptionalKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

/** The schemas of the members that are always there. */
export type Required<T> = { readonly [K in Exclude<keyof T, OptionalKey<T>>]: SchemaOf<T[K]> };

/** The schemas of the members that may be absent. */
export type Optional<T> = { readonly [K in OptionalKey<T>]: SchemaOf<Exclude<T[K], undefined>> };

export const string: SchemaOf<string> = { type: 'string' };
export const boolean: SchemaOf<boolean> = { type: 'boolean' };

export function integer(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): SchemaOf<number> {
  return { type: 'integer', minimum, maximum };
}

/** One of these texts. Each is named once, as the key of an object, so that none can be missing. */
export function oneOf<T extends string>(values: Readonly<Record<T, true>>): SchemaOf<T> {
  return { type: 'string', enum: Object.keys(values) };
}

export function nullable<T>(schema: SchemaOf<T>): SchemaOf<T | null> {
  return { allOf: [schema], nullable: true };
}

export function list<T>(items: SchemaOf<T>, maxItems: number): SchemaOf<readonly T[]> {
  return { type: 'array', items, maxItems };
}

export function pair<T>(items: SchemaOf<T>): SchemaOf<readonly [T, T]> {
  return { type: 'array', items, minItems: 2, maxItems: 2 };
}

/** An object with these members and no others. */
export function object<T extends object>(
  required: Required<T>,
  ...[optional]: OptionalKey<T> extends never ? [] : [Optional<T>]
): SchemaOf<T> {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}

/** A component of the document, by its name. */
export function component<T>(name: string): SchemaOf<T> {
  return ref(name);
}

/** A value that its owner checks by itself. */
export function opaque<T extends object>(): SchemaOf<T> {
  return { type: 'object' };
}
