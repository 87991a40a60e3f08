/**
 * The report for the terminal: the matrix of cases, then what differs and how to repeat it.
 * @module
 */
import { styleText } from 'node:util';
import { countOf, type Groups, OUTCOME_WORDS, outcomeOf, type Run, resultsByGroup } from '../case/outcome.ts';
import type { CaseResult } from '../case/run-case.ts';
import { STATUS_WORDS, STATUSES, type Status } from '../case/verdict.ts';
import { curlOf } from '../session/transcript.ts';

type Colour = 'green' | 'red' | 'yellow' | 'cyan' | 'magenta' | 'dim' | 'bold';
type Paint = (colour: Colour, text: string) => string;

const MARKS: Readonly<Record<Status, { readonly mark: string; readonly colour: Colour }>> = {
  pass: { mark: '·', colour: 'green' },
  fail: { mark: '✗', colour: 'red' },
  skip: { mark: '-', colour: 'yellow' },
  observed: { mark: 'o', colour: 'cyan' },
  inconclusive: { mark: '?', colour: 'yellow' },
  error: { mark: '!', colour: 'magenta' },
};

export interface TerminalOptions {
  readonly colours: boolean;
  /** For the matrix. */
  readonly groups: Groups;
}

/** Returns the whole report. */
export function terminalReport(run: Run, { colours, groups }: TerminalOptions): string {
  const paint: Paint = (colour, text) =>
    colours ? styleText(colour, text, { validateStream: false }) : text;
  const broken = run.results.filter(({ status }) => status === 'fail' || status === 'error');
  const sections = [
    matrix(run.results, groups, paint),
    ...broken.map((result) => details(result, paint)),
    reasons(run.results, 'skip', paint),
    reasons(run.results, 'inconclusive', paint),
    observed(run, paint),
    summary(run, paint),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function matrix(results: readonly CaseResult[], groups: TerminalOptions['groups'], paint: Paint): string {
  const width = Math.max(0, ...Object.keys(groups).map(({ length }) => length));
  const lines = resultsByGroup(results, groups).map(([name, row]) => {
    const marks = row.map(({ status }) => paint(MARKS[status].colour, MARKS[status].mark)).join('');
    return `  ${name.padEnd(width)}  ${marks}`;
  });
  return lines.join('\n');
}

function details(result: CaseResult, paint: Paint): string {
  const { status, id, promise, reason, evidence, source, need } = result;
  const last = result.exchanges.at(-1);
  const lines = [
    `${paint(MARKS[status].colour, `${MARKS[status].mark} ${id}`)}  ${paint('bold', promise)}`,
    `    ${reason ?? ''}`,
    ...('expected' in result ? [`    expected  ${json(result.expected)}`] : []),
    ...('received' in result ? [`    received  ${json(result.received)}`] : []),
    paint('dim', `    needs     ${need}`),
    paint('dim', `    ${evidence.padEnd(9)} ${source}`),
    ...(last === undefined ? [] : [paint('dim', `    last seen ${curlOf(last)}`)]),
  ];
  return lines.join('\n');
}

/** The reasons of all cases with a status, each once. */
function reasons(results: readonly CaseResult[], wanted: Status, paint: Paint): string {
  const ids = new Map<string, string[]>();
  for (const { status, id, reason = '' } of results) {
    if (status === wanted) ids.set(reason, [...(ids.get(reason) ?? []), id]);
  }
  const head = `${paint(MARKS[wanted].colour, MARKS[wanted].mark)} ${STATUS_WORDS[wanted]}`;
  return [...ids].map(([reason, cases]) => `${head}: ${reason} ${paint('dim', cases.join(' '))}`).join('\n');
}

/** What a real target was observed to do. A fake only does what its behaviour table says. */
function observed({ target, results }: Run, paint: Paint): string {
  if (target.kind === 'fake') return '';
  return results
    .filter(({ status }) => status === 'observed')
    .map(({ id, reason }) => `${paint('cyan', 'o')} ${id}  ${reason ?? ''}`)
    .join('\n');
}

function summary(run: Run, paint: Paint): string {
  const counts = countOf(run.results);
  const parts = STATUSES.map((status) => {
    const count = counts[status];
    return paint(count === 0 ? 'dim' : MARKS[status].colour, `${count} ${STATUS_WORDS[status]}`);
  });
  const outcome = outcomeOf(run);
  const { url, kind, version } = run.target;
  return [
    ...(run.stopped === undefined ? [] : [paint('red', `Stopped: ${run.stopped}`)]),
    `${run.results.length} cases: ${parts.join(', ')}; ${(run.ms / 1000).toFixed(1)} s`,
    paint('dim', `${kind === 'fake' ? 'a fake' : 'a CloudTower'} ${version} at ${url}`),
    paint(
      outcome === 'kept' ? 'green' : outcome === 'hollow' ? 'yellow' : 'red',
      OUTCOME_WORDS[outcome].sentence,
    ),
  ].join('\n');
}

const MOST_CHARACTERS = 600;

function json(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
