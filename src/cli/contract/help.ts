/**
 * The help of `contract` and of its commands.
 * @module
 */
import { hanging } from '../../../contracts/kit/report/text.ts';
import { CONTRACT_FLAGS, type FlagName } from './options.ts';

/** Flags by the headings that the help has for them. */
export type Flags = Readonly<Record<string, readonly FlagName[]>>;

/** What the help says of a command. */
export interface Described {
  /** The arguments after `contract`. */
  readonly usage: string;
  readonly help: string;
  readonly flags: Flags;
  /** What the target is without --url. */
  readonly withoutUrl?: string;
  readonly exitCodes: string;
  readonly examples: readonly string[];
}

/** Returns the help of a command, and that there are others, in lines of so many characters. */
export function helpOf(
  { usage, help, flags, withoutUrl, exitCodes, examples }: Described,
  others: Readonly<Record<string, Described>>,
  columns: number,
): string {
  const usages = [usage, ...Object.values(others).map((other) => other.usage)];
  return [
    ...usages.map((one, index) => `${index === 0 ? 'Usage:' : '      '} cloudtower-fake contract ${one}`),
    '',
    hanging('', `${help.charAt(0).toUpperCase()}${help.slice(1)}.`, columns),
    hanging('', `Exit codes: ${exitCodes}.`, columns),
    ...Object.entries(flags).flatMap(([heading, names]) => [
      '',
      `${heading}:`,
      ...names.map((name) => lineOf(name, withoutUrl, columns)),
    ]),
    ...('Target' in flags ? ['', hanging('', ENVIRONMENT, columns)] : []),
    '',
    'Examples:',
    ...examples.map((example) => `  cloudtower-fake contract ${example}`.trimEnd()),
    ...(Object.keys(others).length === 0 ? [] : ['', 'Other commands:']),
    ...Object.entries(others).map(([name, other]) =>
      hanging(`  ${name.padEnd(NAME)}`, `${other.help}; see contract ${name} --help`, columns),
    ),
  ].join('\n');
}

const ENVIRONMENT =
  'Environment: CLOUDTOWER_URL, CLOUDTOWER_USER, CLOUDTOWER_PASSWORD, CLOUDTOWER_TOKEN and CLOUDTOWER_CA stand for the options of these names. NO_COLOR and FORCE_COLOR turn colours off and on.';

/** Where the help of an option begins. */
const COLUMN = 26;
const NAME = 8;

function lineOf(name: FlagName, withoutUrl: string | undefined, columns: number): string {
  const flag: { value?: string; help: string; default?: string } = CONTRACT_FLAGS[name];
  const head = `  --${name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
  const hint = name === 'url' && withoutUrl !== undefined ? `; otherwise ${withoutUrl}` : '';
  const help = `${flag.help}${hint}${flag.default === undefined ? '' : ` (${flag.default})`}`;
  if (head.length < COLUMN - 1) return hanging(head.padEnd(COLUMN), help, columns);
  return `${head}\n${hanging(' '.repeat(COLUMN), help, columns)}`;
}
