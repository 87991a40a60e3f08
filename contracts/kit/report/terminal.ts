/**
 * The report for who sits at the terminal: the matrix of cases, then what differed and how to see it again.
 * @module
 */
import { styleText } from 'node:util';
import type { Case } from '../case/case.ts';
import { countOf, type Outcome, outcomeOf, type Run } from '../case/outcome.ts';
import type { CaseResult } from '../case/run-case.ts';
import type { Status } from '../case/verdict.ts';
import { curlOf } from '../session/transcript.ts';

type Colour = 'green' | 'red' | 'yellow' | 'cyan' | 'magenta' | 'dim' | 'bold';
type Paint = (colour: Colour, text: string) => string;

const MARKS: Readonly<
  Record<Status, { readonly mark: string; readonly colour: Colour; readonly word: string }>
> = {
  pass: { mark: '·', colour: 'green', word: 'kept' },
  fail: { mark: '✗', colour: 'red', word: 'broken' },
  skip: { mark: '-', colour: 'yellow', word: 'skipped' },
  observed: { mark: 'o', colour: 'cyan', word: 'observed' },
  error: { mark: '!', colour: 'magenta', word: 'in error' },
};

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  kept: 'Every promise that was asked is kept.',
  broken: 'Promises are broken.',
  'could-not-run': 'The suite could not run to its end: it says nothing about what it did not ask.',
  hollow: 'HOLLOW: most cases were skipped. Nothing is broken, and little was asked.',
};

export interface TerminalOptions {
  readonly colours: boolean;
  /** The groups of cases, for the matrix. */
  readonly groups: Readonly<Record<string, readonly Case[]>>;
}

/** The whole report as lines. */
export function terminalReport(run: Run, { colours, groups }: TerminalOptions): string {
  const paint: Paint = (colour, text) =>
    colours ? styleText(colour, text, { validateStream: false }) : text;
  const wrong = run.results.filter(({ status }) => status === 'fail' || status === 'error');
  const sections = [
    matrix(run.results, groups, paint),
    ...wrong.map((result) => details(result, paint)),
    skipped(run.results, paint),
    observed(run, paint),
    summary(run, paint),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function matrix(results: readonly CaseResult[], groups: TerminalOptions['groups'], paint: Paint): string {
  const byId = new Map(results.map((result) => [result.id, result]));
  const names = Object.keys(groups);
  const width = Math.max(0, ...names.map(({ length }) => length));
  const lines = Object.entries(groups).flatMap(([name, cases]) => {
    const row = cases.map(({ id }) => byId.get(id)).filter((result) => result !== undefined);
    if (row.length === 0) return [];
    const marks = row.map(({ status }) => paint(MARKS[status].colour, MARKS[status].mark)).join('');
    return [`  ${name.padEnd(width)}  ${marks}`];
  });
  return lines.join('\n');
}

function details(result: CaseResult, paint: Paint): string {
  const { status, id, promise, reason, evidence, source, need } = result;
  const last = result.exchanges.at(-1);
  const lines = [
    `${paint(MARKS[status].colour, `${MARKS[status].mark} ${id}`)}  ${paint('bold', promise)}`,
    `    ${reason ?? ''}`,
    ...('expected' in result ? [`    expected  ${shown(result.expected)}`] : []),
    ...('received' in result ? [`    received  ${shown(result.received)}`] : []),
    paint('dim', `    needs     ${need}`),
    paint('dim', `    ${evidence.padEnd(9)} ${source}`),
    ...(last === undefined ? [] : [paint('dim', `    last seen ${curlOf(last)}`)]),
  ];
  return lines.join('\n');
}

function skipped(results: readonly CaseResult[], paint: Paint): string {
  const ids = new Map<string, string[]>();
  for (const { status, id, reason = '' } of results) {
    if (status === 'skip') ids.set(reason, [...(ids.get(reason) ?? []), id]);
  }
  return [...ids]
    .map(([reason, cases]) => `${paint('yellow', '-')} skipped: ${reason} ${paint('dim', cases.join(' '))}`)
    .join('\n');
}

/** On a real target, what nobody promised is worth reading; a fake only does what its table says. */
function observed({ target, results }: Run, paint: Paint): string {
  if (target.kind === 'fake') return '';
  return results
    .filter(({ status }) => status === 'observed')
    .map(({ id, reason }) => `${paint('cyan', 'o')} ${id}  ${reason ?? ''}`)
    .join('\n');
}

function summary(run: Run, paint: Paint): string {
  const counts = countOf(run.results);
  const parts = Object.entries(MARKS).map(([status, { word, colour }]) => {
    const count = Object.entries(counts).find(([name]) => name === status)?.[1] ?? 0;
    return count === 0 ? paint('dim', `0 ${word}`) : paint(colour, `${count} ${word}`);
  });
  const outcome = outcomeOf(run);
  const { url, kind, version } = run.target;
  return [
    ...(run.stopped === undefined ? [] : [paint('red', `Stopped: ${run.stopped}`)]),
    `${run.results.length} cases: ${parts.join(', ')}; ${(run.ms / 1000).toFixed(1)} s`,
    paint('dim', `${kind === 'fake' ? 'a fake' : 'a CloudTower'} ${version} at ${url}`),
    paint(outcome === 'kept' ? 'green' : outcome === 'hollow' ? 'yellow' : 'red', OUTCOMES[outcome]),
  ].join('\n');
}

const MOST_CHARACTERS = 600;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
