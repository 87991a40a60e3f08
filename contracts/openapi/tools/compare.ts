/**
 * Compares our contract with an official document, for the operations of our contract.
 *
 * Compared: operations, operationIds, whether a token is needed, parameters, request and response schemas
 * with component names, properties, types, formats, nullability, required, enum values. Not compared:
 * descriptions, examples, defaults, and response headers (from 4.1.0 the official documents declare the
 * header object under the name of a component, which says nothing about the wire).
 * @module
 */
import {
  type ApiDocument,
  type Method,
  type Operation,
  type Response,
  refName,
  resolve,
  resolveParameter,
  type Schema,
} from '../schema.ts';
import { compareVersions } from '../version.ts';

export interface Difference {
  /** Where in the contract, such as `POST /get-hosts > 200 > Host.name`. */
  readonly place: string;
  readonly ours: string;
  readonly official: string;
}

const METHODS: readonly Method[] = ['get', 'post'];
const ALL_METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
/** Keywords of a schema that are compared separately, or do not affect the wire. */
const COMPARED = [
  '$ref',
  'type',
  'format',
  'nullable',
  'enum',
  'items',
  'properties',
  'required',
  'additionalProperties',
  'description',
  'title',
  'example',
  'default',
  'deprecated',
];

/** Returns all differences in the order of our paths. Our document must be derived and have the official one's version. */
export function compare(ours: ApiDocument, official: ApiDocument): Difference[] {
  return new Comparison(ours, official).run();
}

class Comparison {
  readonly #ours: ApiDocument;
  readonly #official: ApiDocument;
  readonly #found: Difference[] = [];
  /** The component schemas that are compared already, because schemas refer to each other in cycles. */
  readonly #seen = new Set<string>();

  constructor(ours: ApiDocument, official: ApiDocument) {
    this.#ours = ours;
    this.#official = official;
  }

  run(): Difference[] {
    for (const [path, operations] of Object.entries(this.#ours.paths)) {
      this.#otherMethods(path);
      for (const method of METHODS) {
        const operation = operations[method];
        if (operation !== undefined) this.#operation(path, method, operation);
      }
    }
    return this.#found;
  }

  #otherMethods(path: string): void {
    const ours = Object.keys(this.#ours.paths[path] ?? {});
    const others = Object.keys(this.#official.paths[path] ?? {}).filter((name) => ALL_METHODS.includes(name));
    for (const method of others.filter((name) => !ours.includes(name))) {
      this.#differs(`${method.toUpperCase()} ${path}`, 'absent', 'an operation');
    }
  }

  #operation(path: string, method: Method, ours: Operation): void {
    const place = `${method.toUpperCase()} ${path}`;
    const official = this.#official.paths[path]?.[method];
    if (official === undefined) return this.#differs(place, 'an operation', 'absent');
    this.#value(`${place} > operationId`, ours.operationId, official.operationId);
    this.#value(`${place} > token needed`, isSecured(this.#ours, ours), isSecured(this.#official, official));
    this.#value(`${place} > body required`, ours.requestBody?.required, official.requestBody?.required);
    this.#parameters(place, ours, official);
    this.#schema(`${place} > body`, bodyOf(ours.requestBody), bodyOf(official.requestBody));
    this.#responses(place, ours, official);
  }

  #parameters(place: string, ours: Operation, official: Operation): void {
    const left = parametersOf(this.#ours, ours);
    const right = parametersOf(this.#official, official);
    for (const name of union(left.keys(), right.keys())) {
      this.#schema(`${place} > parameter ${name}`, left.get(name), right.get(name));
    }
  }

  #responses(place: string, ours: Operation, official: Operation): void {
    for (const status of union(Object.keys(ours.responses), Object.keys(official.responses))) {
      const left = responseOf(this.#ours, ours.responses[status]);
      const right = responseOf(this.#official, official.responses[status]);
      this.#value(`${place} > ${status}`, left && 'declared', right && 'declared');
      if (left && right) this.#schema(`${place} > ${status}`, bodyOf(left), bodyOf(right));
    }
  }

  #schema(place: string, ours: Schema | undefined, official: Schema | undefined): void {
    if (ours === undefined && official === undefined) return;
    if (ours === undefined) return this.#differs(place, 'absent', describe(official));
    if (official === undefined) return this.#differs(place, describe(ours), 'absent');
    this.#value(`${place} > nullable`, ours.nullable ?? false, official.nullable ?? false);
    const left = refName(ours);
    const right = refName(official);
    if (left !== undefined && right !== undefined) {
      this.#value(`${place} > component`, left, right);
      if (this.#seen.has(`${left} ${right}`)) return;
      this.#seen.add(`${left} ${right}`);
    }
    this.#shape(left ?? place, resolve(this.#ours, ours), resolve(this.#official, official));
  }

  #shape(place: string, ours: Schema, official: Schema): void {
    if (ours['x-not-simulated'] === true) return;
    this.#value(`${place} > type`, ours.type, official.type);
    this.#value(`${place} > format`, ours.format, official.format);
    this.#value(
      `${place} > further properties`,
      ours.additionalProperties ?? true,
      official.additionalProperties ?? true,
    );
    this.#names(`${place} > value`, ours.enum, official.enum);
    this.#otherKeywords(place, ours, official);
    this.#names(`${place} > required`, ours.required, official.required);
    const properties = union(Object.keys(ours.properties ?? {}), Object.keys(official.properties ?? {}));
    for (const name of properties) {
      this.#schema(`${place}.${name}`, ours.properties?.[name], official.properties?.[name]);
    }
    if (ours.items ?? official.items) this.#schema(`${place}[]`, ours.items, official.items);
  }

  /** Compares all other keywords, such as a pattern or a minimum. */
  #otherKeywords(place: string, ours: object, official: object): void {
    const [left, right] = [new Map(Object.entries(ours)), new Map(Object.entries(official))];
    for (const name of union(left.keys(), right.keys())) {
      if (COMPARED.includes(name) || name.startsWith('x-')) continue;
      this.#value(`${place} > ${name}`, JSON.stringify(left.get(name)), JSON.stringify(right.get(name)));
    }
  }

  #names(place: string, ours: readonly string[] = [], official: readonly string[] = []): void {
    for (const name of union(ours, official)) {
      if (!official.includes(name)) this.#differs(`${place} ${name}`, 'there', 'absent');
      if (!ours.includes(name)) this.#differs(`${place} ${name}`, 'absent', 'there');
    }
  }

  #value(place: string, ours: string | boolean | undefined, official: string | boolean | undefined): void {
    if (ours !== official) this.#differs(place, String(ours ?? 'absent'), String(official ?? 'absent'));
  }

  #differs(place: string, ours: string, official: string): void {
    this.#found.push({ place, ours, official });
  }
}

function isSecured(document: ApiDocument, operation: Operation): boolean {
  const since = operation['x-secured-since'];
  if (since !== undefined && compareVersions(document.info.version, since) < 0) return false;
  return (operation.security ?? document.security ?? []).length > 0;
}

function bodyOf(
  carrier: { readonly content?: Operation['responses'][string]['content'] } | undefined,
): Schema | undefined {
  return carrier?.content?.['application/json']?.schema;
}

function parametersOf(document: ApiDocument, operation: Operation): Map<string, Schema | undefined> {
  const list = (operation.parameters ?? []).map((parameter) => resolveParameter(document, parameter));
  const key = (p: (typeof list)[number]) => `${p?.in} ${p?.name}${p?.required === true ? ' (required)' : ''}`;
  return new Map(list.map((parameter) => [key(parameter), parameter?.schema]));
}

function responseOf(document: ApiDocument, response: Response | undefined): Response | undefined {
  const name = response?.$ref?.split('/').at(-1);
  return name === undefined ? response : document.components.responses?.[name];
}

function describe(schema: Schema | undefined): string {
  if (schema === undefined) return 'absent';
  const kind =
    refName(schema) ?? (schema.items ? `${describe(schema.items)}[]` : (schema.type ?? 'anything'));
  return schema.nullable === true ? `${kind}, nullable` : kind;
}

function union(left: Iterable<string>, right: Iterable<string>): Set<string> {
  return new Set([...left, ...right]);
}
