/**
 * The report for the terminal: why cases failed and how to repeat them, then all cases at a glance.
 * @module
 */
import { styleText } from 'node:util';
import {
  countOf,
  type Groups,
  type Outcome,
  OUTCOME_WORDS,
  outcomeOf,
  type Run,
  resultsByGroup,
} from '../case/outcome.ts';
import type { CaseResult } from '../case/run-case.ts';
import { STATUS_WORDS, STATUSES, type Status } from '../case/verdict.ts';
import { curlOf } from '../session/transcript.ts';
import { type Cause, causesOf } from './causes.ts';
import { repeatOf } from './repeat.ts';
import { countText, cut, hanging, paragraph, wrap } from './text.ts';

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

const OUTCOME_COLOURS: Readonly<Record<Outcome, Colour>> = {
  passed: 'green',
  failed: 'red',
  'could-not-run': 'red',
  'mostly-skipped': 'yellow',
};

export interface TerminalOptions {
  readonly colours: boolean;
  /** Characters in a line. */
  readonly columns: number;
  /** For the matrix. */
  readonly groups: Groups;
}

interface Page {
  readonly columns: number;
  readonly paint: Paint;
}

/** Returns the whole report. Only commands to copy may be wider than a line. */
export function terminalReport(run: Run, { colours, columns, groups }: TerminalOptions): string {
  const paint: Paint = (colour, text) =>
    colours ? styleText(colour, text, { validateStream: false }) : text;
  const page: Page = { columns, paint };
  const { results } = run;
  const sections = [
    ...causesOf(results, 'fail', 'error').map((cause) => failure(cause, run, page)),
    matrix(results, groups, page),
    legend(results, page),
    ...causesOf(results, 'skip', 'inconclusive').map((cause) => reason(cause, page)),
    observed(run, page),
    summary(run, page),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** Each group's cases as marks. */
function matrix(results: readonly CaseResult[], groups: Groups, { columns, paint }: Page): string {
  const width = Math.max(0, ...Object.keys(groups).map(({ length }) => length));
  const room = Math.max(MIN_MARKS, columns - width - GUTTER);
  const lines = resultsByGroup(results, groups).flatMap(([name, row]) =>
    Array.from({ length: Math.ceil(row.length / room) }, (_, line) => {
      const marks = row
        .slice(line * room, (line + 1) * room)
        .map(({ status }) => paint(MARKS[status].colour, MARKS[status].mark));
      return `  ${(line === 0 ? name : '').padEnd(width)}  ${marks.join('')}`;
    }),
  );
  return lines.join('\n');
}

/** The spaces around the names of groups. */
const GUTTER = 4;
const MIN_MARKS = 10;

function legend(results: readonly CaseResult[], { columns, paint }: Page): string {
  const used = STATUSES.filter((status) => results.some((result) => result.status === status));
  const words = used.map((status) => `${MARKS[status].mark}\u00a0${STATUS_WORDS[status]}`).join('   ');
  // Wrapped before it is painted: colours have no width.
  const lines = wrap(words.replaceAll('   ', ' '), columns - 2);
  return lines
    .map((line) => `  ${paint('dim', line.replaceAll(' ', '  ').replaceAll('\u00a0', ' '))}`)
    .join('\n');
}

/** Why cases failed: the first of them in full, the others by their ids. */
function failure({ status, reason: why, first, results }: Cause, run: Run, { columns, paint }: Page): string {
  const { mark, colour } = MARKS[status];
  const last = first.exchanges.at(-1);
  const isAlone = results.length === 1;
  const [head, heading] = isAlone
    ? [`${mark} ${first.id}  `, first.promise]
    : [`${mark} ${countText(results.length, 'case')} ${STATUS_WORDS[status]}: `, why];
  const field = (name: string, text: string) => hanging(`    ${name.padEnd(10)} `, text, columns);
  const value = (name: string, given: unknown) => field(name, json(given));
  const quiet = (text: string) => paint('dim', text);
  return [
    paint(colour, paragraph(head, heading, columns)),
    ...(isAlone ? [hanging('    ', why, columns)] : [field('first', `${first.id}  ${first.promise}`)]),
    ...('expected' in first ? [value('expected', first.expected)] : []),
    ...('received' in first ? [value('received', first.received)] : []),
    quiet(field('needs', first.need)),
    quiet(field(first.evidence, first.source)),
    ...(last === undefined
      ? []
      : [`    last request:\n      ${fitted(curlOf(last), curlOf(last, BREAK), columns)}`]),
    ...repeatOf(first, run).map(({ name, text }) =>
      name === 'command' ? `      ${text}` : quiet(hanging('    ', text, columns)),
    ),
    ...(isAlone ? [] : [field('cases', results.map(({ id }) => id).join(' '))]),
  ].join('\n');
}

/** Continues a command in the next line. */
const BREAK = ' \\\n        ';

function fitted(line: string, broken: string, columns: number): string {
  return line.length + 6 <= columns ? line : broken;
}

function reason({ status, reason: why, results }: Cause, { columns, paint }: Page): string {
  const { mark, colour } = MARKS[status];
  const head = `${mark} ${countText(results.length, 'case')} ${STATUS_WORDS[status]}: `;
  const ids = hanging('    ', results.map(({ id }) => id).join(' '), columns);
  return `${paint(colour, paragraph(head, why, columns))}\n${paint('dim', ids)}`;
}

/** What a real target was observed to do. A fake only does what its behaviour table says. */
function observed({ target, results }: Run, { columns, paint }: Page): string {
  if (target.kind === 'fake') return '';
  return results
    .filter(({ status }) => status === 'observed')
    .map(({ id, reason: seen = '' }) => paint('cyan', cut(`o ${id}  ${seen}`, columns)))
    .join('\n');
}

function summary(run: Run, { columns, paint }: Page): string {
  const counts = countOf(run.results);
  const parts = STATUSES.filter((status) => counts[status] > 0).map(
    (status) => `${counts[status]} ${STATUS_WORDS[status]}`,
  );
  const outcome = outcomeOf(run);
  const { url, name, version } = run.target;
  const total = `${countText(run.results.length, 'case')}: ${parts.join(', ')}; ${(run.ms / 1000).toFixed(1)} s`;
  return [
    ...(run.stopped === undefined ? [] : [paint('red', hanging('Stopped: ', run.stopped, columns))]),
    hanging('', total, columns),
    paint('dim', hanging('', `${name} ${version} at ${url}`, columns)),
    paint(OUTCOME_COLOURS[outcome], hanging('', OUTCOME_WORDS[outcome].sentence, columns)),
  ].join('\n');
}

const MOST_CHARACTERS = 600;

function json(value: unknown): string {
  return cut(JSON.stringify(value) ?? String(value), MOST_CHARACTERS);
}
