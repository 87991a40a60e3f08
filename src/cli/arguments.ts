/**
 * Parses the options of `serve` from a config file and from the command line, which overrides it.
 * @module
 */
import { parseArgs } from 'node:util';
import { closest } from 'fastest-levenshtein';
import {
  type Option,
  type OptionName,
  type OptionValues,
  SERVE_OPTIONS,
  type ServeOptions,
} from './serve/options.ts';
import { type OptionInput, parseData, readText, UsageError } from './values.ts';

type OptionInputs = Readonly<Record<string, OptionInput>>;

/** Parses the arguments after `serve`. Rejects with UsageError, which names the invalid option. */
export async function parseServeArgs(args: readonly string[]): Promise<ServeOptions> {
  const { config, ...flags } = parse(args);
  const inputs: OptionInputs = { ...(typeof config === 'string' && readConfig(config)), ...fromFlags(flags) };
  const options: Partial<OptionValues> = {};
  const names = Object.keys(SERVE_OPTIONS).filter(isOption);
  const results = await Promise.allSettled(names.map((name) => read(options, name, inputs)));
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  if (isComplete(options)) return options;
  throw new Error('An option has lost its default.');
}

async function read<K extends OptionName>(
  options: Partial<OptionValues>,
  name: K,
  inputs: OptionInputs,
): Promise<void> {
  const option: Option<OptionValues[K]> = SERVE_OPTIONS[name];
  const value =
    inputs[name] ?? (option.default === undefined ? undefined : { label: name, value: option.default });
  if (value !== undefined) options[name] = await option.parse(value);
}

function isComplete(options: Partial<OptionValues>): options is ServeOptions {
  return Object.entries(SERVE_OPTIONS).every(
    ([name, option]) => option.default === undefined || Object.hasOwn(options, name),
  );
}

function isOption(name: string): name is OptionName {
  return Object.hasOwn(SERVE_OPTIONS, name);
}

type Flags = Readonly<Record<string, string | boolean | undefined>>;

function parse(args: readonly string[]): Flags {
  const options = Object.entries(SERVE_OPTIONS).map(
    ([name, { value }]) =>
      [name, { type: value === undefined ? ('boolean' as const) : ('string' as const) }] as const,
  );
  try {
    const known = { ...Object.fromEntries(options), config: { type: 'string' as const } };
    return parseArgs({ args: [...args], options: known, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes('ambiguous'))
      throw new UsageError(`${message.split("'")[1]}: expected a value; see --help`);
    throw new UsageError(`${message.split('\n')[0]?.split('. ')[0]}; see --help`);
  }
}

function fromFlags(flags: Flags): OptionInputs {
  return Object.fromEntries(
    Object.entries(flags).map(([name, value]) => [name, { label: `--${name}`, value }]),
  );
}

/** Reads a YAML or JSON file. Its members are the options without their leading hyphens. */
function readConfig(file: string): OptionInputs {
  const content = parseData(`--config ${file}`, readText('--config', file)) ?? {};
  if (typeof content !== 'object' || Array.isArray(content))
    throw new UsageError(`--config ${file}: expected options and their values, such as port: 8080`);
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => {
      if (isOption(name)) return [name, { label: `${file}: ${name}`, value }];
      const nearest = closest(name, Object.keys(SERVE_OPTIONS));
      throw new UsageError(`--config ${file}: there is no option ${name}. Did you mean ${nearest}?`);
    }),
  );
}
