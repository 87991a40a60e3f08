/**
 * Parses the values of options from the command line or a config file.
 * @module
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { LAST_INSTANT, parseIso } from '../server/engine/time/iso.ts';

const require = createRequire(import.meta.url);

/** The command line is invalid, or something it names cannot be used. The message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface OptionInput {
  /** The option as the user wrote it, such as `--port`. */
  readonly label: string;
  /** A text from the command line, any value from a config file. */
  readonly value: unknown;
}

export type Parse<T> = (input: OptionInput) => T;

/** Parses a text, which may be empty. */
export function text({ label, value }: OptionInput): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new UsageError(`${label}: expected a text, got ${quote(value)}`);
}

/** Parses a text that is not empty. */
export function nonEmptyText(input: OptionInput): string {
  const value = text(input);
  if (value !== '') return value;
  throw new UsageError(`${input.label}: expected a text that is not empty`);
}

/** Returns a parser of whole numbers within bounds. */
export function wholeNumber(least: number, most: number): Parse<number> {
  return (input) => {
    const value = text(input);
    if (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    throw new UsageError(`${input.label} ${value}: expected a whole number from ${least} to ${most}`);
  };
}

/** Returns a parser of numbers above 0. */
export function positiveNumber(most: number): Parse<number> {
  return (input) => {
    const value = text(input);
    if (value.trim() !== '' && Number(value) > 0 && Number(value) <= most) return Number(value);
    throw new UsageError(`${input.label} ${value}: expected a number above 0, up to ${most}`);
  };
}

/** Returns a parser of one of these words. */
export function oneOf<const T extends string>(words: readonly T[]): Parse<T> {
  return (input) => {
    const value = text(input);
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw new UsageError(
      `${input.label} ${value}: expected ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
    );
  };
}

/** Parses a switch, which is true or false. */
export function flag({ label, value }: OptionInput): boolean {
  if (typeof value === 'boolean') return value;
  throw new UsageError(`${label}: expected true or false, got ${quote(value)}`);
}

/** Parses an ISO 8601 instant. Returns ms since 1970-01-01T00:00:00Z. */
export function instant(input: OptionInput): number {
  const at = parseIso(text(input));
  if (at >= 0 && at <= LAST_INSTANT) return at;
  throw new UsageError(`${input.label} ${text(input)}: expected an instant such as 2026-01-01T00:00:00Z`);
}

/** Parses data from a config file, from JSON or YAML on the command line, or from a file that is named there. */
export function data({ label, value }: OptionInput): unknown {
  if (typeof value !== 'string') return value;
  const isInline = /^\s*[[{]/.test(value);
  return parseData(label, isInline ? value : readText(label, value));
}

/** Returns the text of a file. Throws UsageError if it cannot be read. */
export function readText(label: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`${label} ${file}: it cannot be read: ${why}`);
  }
}

/** Returns the data in a YAML or JSON text. Throws UsageError if it is neither. */
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

function quote(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
}
