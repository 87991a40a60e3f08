/**
 * Builds JSON Schemas that the compiler compares with TypeScript types: a missing or surplus member, or one of
 * another type, is a compile error.
 * @module
 */
import { ref, type Schema } from '../../../../contracts/openapi/schema.ts';

/** A schema of exactly the values of a type. */
export type SchemaOf<T> = Schema & { readonly '~type'?: (value: T) => T };

type OptionalKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

/** The schemas of the required members. */
export type Required<T> = { readonly [K in Exclude<keyof T, OptionalKey<T>>]: SchemaOf<T[K]> };

/** The schemas of the optional members. */
export type Optional<T> = { readonly [K in OptionalKey<T>]: SchemaOf<Exclude<T[K], undefined>> };

export const string: SchemaOf<string> = { type: 'string' };
export const boolean: SchemaOf<boolean> = { type: 'boolean' };

export function integer(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): SchemaOf<number> {
  return { type: 'integer', minimum, maximum };
}

/** Returns a schema of these texts. They are the keys of an object, so that none can be missing. */
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

/** Returns a schema of objects with these members and no others. */
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

/** Returns a reference to a component of the document. */
export function component<T>(name: string): SchemaOf<T> {
  return ref(name);
}

/** Returns a schema of any object. The code that uses the object checks it. */
export function opaque<T extends object>(): SchemaOf<T> {
  return { type: 'object' };
}
