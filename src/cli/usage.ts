/**
 * The text of --help.
 * @module
 */
import { type Option, SERVE_OPTIONS } from './serve/options.ts';

const HEAD = `Usage: cloudtower-fake [serve] [options]
       cloudtower-fake contract [options]
       cloudtower-fake journal [options]
       cloudtower-fake fidelity

serve (the default) runs a fake CloudTower until it is interrupted. contract checks a
fake or a CloudTower against the contract; see contract --help. journal prints what was asked of a running fake and what happened in it; see
journal --help. fidelity prints what is simulated, and how well each part is known. Options of serve, with their
defaults:
`;

const COLUMN = 20;

function lineOf([name, { value, help, default: otherwise }]: [string, Option<unknown>]): string {
  const flag = `  --${name}${value === undefined ? '' : ` ${value}`}`;
  const text = `${help}${otherwise === undefined ? '' : ` (${otherwise})`}`;
  return flag.length < COLUMN ? flag.padEnd(COLUMN) + text : `${flag}\n${' '.repeat(COLUMN)}${text}`;
}

export const USAGE: string = [
  HEAD,
  ...Object.entries(SERVE_OPTIONS).map(lineOf),
  '  --config FILE     options from a YAML or JSON file, by these names; the command line overrules it',
  '  --version         print the version',
  '  --help            print this',
].join('\n');
