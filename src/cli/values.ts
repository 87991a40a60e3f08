/**
 * From what was given for an option, on the command line or in a config file, to its value.
 * @module
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { LAST_INSTANT } from '../server/engine/time/iso.ts';

const require = createRequire(import.meta.url);

/** The command line is wrong, or something it names cannot be used. The message is one line for people. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Given {
  /** The option as it was written, such as `--port`. */
  readonly label: string;
  /** A text from the command line, any value from a config file. */
  readonly value: unknown;
}

export type Parse<T> = (given: Given) => T;

/** A text; empty only if it may be. */
export function text({ label, value }: Given): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new UsageError(`${label}: expected a text, got ${shown(value)}`);
}

export function filled(given: Given): string {
  const value = text(given);
  if (value !== '') return value;
  throw new UsageError(`${given.label}: expected a text that is not empty`);
}

/** A whole number within bounds. */
export function whole(least: number, most: number): Parse<number> {
  return (given) => {
    const value = text(given);
    if (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    throw new UsageError(`${given.label} ${value}: expected a whole number from ${least} to ${most}`);
  };
}

/** A number above 0. */
export function positive(most: number): Parse<number> {
  return (given) => {
    const value = text(given);
    if (value.trim() !== '' && Number(value) > 0 && Number(value) <= most) return Number(value);
    throw new UsageError(`${given.label} ${value}: expected a number above 0, up to ${most}`);
  };
}

/** One of some words. */
export function oneOf<const T extends string>(words: readonly T[]): Parse<T> {
  return (given) => {
    const value = text(given);
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw new UsageError(
      `${given.label} ${value}: expected ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
    );
  };
}

/** A switch: on or off. */
export function flag({ label, value }: Given): boolean {
  if (typeof value === 'boolean') return value;
  throw new UsageError(`${label}: expected true or false, got ${shown(value)}`);
}

/** An ISO 8601 instant since 1970, as ms. */
export function instant(given: Given): number {
  const at = Date.parse(text(given));
  if (at >= 0 && at <= LAST_INSTANT) return at;
  throw new UsageError(`${given.label} ${text(given)}: expected an instant such as 2026-01-01T00:00:00Z`);
}

/** Data: as it stands in a config file, as JSON or YAML on the command line, or in a file. */
export function data({ label, value }: Given): unknown {
  if (typeof value !== 'string') return value;
  const isInline = /^\s*[[{]/.test(value);
  return parseData(label, isInline ? value : readText(label, value));
}

/** The text of a file. Throws UsageError if it cannot be read. */
export function readText(label: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`${label} ${file}: it cannot be read: ${why}`);
  }
}

/** The data in a YAML or JSON text. Throws UsageError if it is neither. */
export function parseData(label: string, content: string): unknown {
  // Loaded here: most starts read no YAML.
  const { parse }: typeof Yaml = require('yaml');
  try {
    return parse(content);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0]?.replace(/:$/, '') : String(error);
    throw new UsageError(`${label}: ${why}`);
  }
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
}
