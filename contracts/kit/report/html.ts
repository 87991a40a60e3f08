/**
 * The report as one self-contained page that loads nothing. What failed comes first, grouped by cause.
 * @module
 */
import { countOf, type Groups, OUTCOME_WORDS, outcomeOf, type Run, resultsByGroup } from '../case/outcome.ts';
import type { CaseResult } from '../case/run-case.ts';
import { STATUS_WORDS, STATUSES, type Status } from '../case/verdict.ts';
import { curlOf, type Exchange } from '../session/transcript.ts';
import { type Cause, causesOf } from './causes.ts';
import { SCRIPT } from './html-script.ts';
import { STYLE } from './html-style.ts';
import { repeatOf } from './repeat.ts';
import { countText } from './text.ts';

/** Returns the page. Cases that did not fail show their exchanges shortened, so that the page stays small. */
export function htmlReport(run: Run, groups: Groups): string {
  const outcome = outcomeOf(run);
  const { title } = OUTCOME_WORDS[outcome];
  const grouped = resultsByGroup(run.results, groups);
  const causes = causesOf(run.results, 'fail', 'error');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Contract: ${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header class="${outcome}">
<h1>${title}</h1>
${skipReason(run)}
<p>${text(capitalised(run.target.name))} ${text(run.target.version)} at <code>${text(run.target.url)}</code>, ${text(run.startedAt)}, ${(run.ms / 1000).toFixed(1)} s</p>
${run.stopped === undefined ? '' : `<p class="stopped">Stopped: ${text(run.stopped)}</p>`}
${tiles(run)}
</header>
${tools(run, causes)}
<main>
${causes.map((cause) => causeSection(cause, run)).join('\n')}
<nav aria-label="All cases">${grouped.map(([name, results]) => row(name, results)).join('')}${legend(run)}</nav>
${grouped.map(([name, results]) => groupSection(name, results.filter(isNoFailure), run)).join('\n')}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function isNoFailure({ status }: CaseResult): boolean {
  return status !== 'fail' && status !== 'error';
}

/** The one reason that most cases were skipped for. */
function skipReason(run: Run): string {
  if (outcomeOf(run) !== 'mostly-skipped') return '';
  const [cause] = causesOf(run.results, 'skip');
  if (cause === undefined) return '';
  return `<p class="why">${countText(cause.results.length, 'case')} skipped: ${text(cause.reason)}</p>`;
}

function tiles({ results }: Run): string {
  const counts = countOf(results);
  return `<ul class="tiles">${STATUSES.map((status) => tile(status, counts[status])).join('')}</ul>`;
}

function tile(status: Status, count: number): string {
  return `<li class="${count === 0 ? 'none' : status}"><b>${count}</b> ${STATUS_WORDS[status]}</li>`;
}

/** The statuses that some case has. */
function used({ results }: Run): readonly Status[] {
  return STATUSES.filter((status) => results.some((result) => result.status === status));
}

function mark(status: Status): string {
  return `<span class="mark ${status}"></span>`;
}

/** Works only with the script, which shows it. */
function tools(run: Run, causes: readonly Cause[]): string {
  const filters = used(run).map(
    (status) =>
      `<button type="button" data-filter="${status}" aria-pressed="false">${STATUS_WORDS[status]}</button>`,
  );
  const next = causes.length === 0 ? '' : '<button type="button" id="next">Next failure (n)</button>';
  return `<div class="tools" role="search">${filters.join('')}<input id="search" type="search" placeholder="Search" aria-label="Search all cases">${next}<p class="found" id="found" role="status"></p></div>`;
}

/** A mark for each case: the run at a glance. */
function row(name: string, results: readonly CaseResult[]): string {
  const marks = results.map(
    ({ id, status, promise }) =>
      `<a class="mark ${status}" href="#${text(id)}" title="${text(`${id}: ${STATUS_WORDS[status]}. ${promise}`)}"><span class="away">${text(`${id} ${STATUS_WORDS[status]}`)}</span></a>`,
  );
  return `<div><span>${text(name)}</span><div>${marks.join('')}</div></div>`;
}

function legend(run: Run): string {
  const items = used(run).map((status) => `<li>${mark(status)}${STATUS_WORDS[status]}</li>`);
  return `<ul class="legend" aria-label="Legend">${items.join('')}</ul>`;
}

function causeSection({ status, reason, results }: Cause, run: Run): string {
  const ids = results.map(({ id }) => `<a href="#${text(id)}">${text(id)}</a>`).join(' ');
  const cards = results.map((result, index) => card(result, run, index === 0));
  return `<section><h2>${countText(results.length, 'case')} ${STATUS_WORDS[status]}: ${text(reason)}</h2>
${results.length === 1 ? '' : `<p class="ids">${ids}</p>`}
${cards.join('\n')}</section>`;
}

function groupSection(name: string, results: readonly CaseResult[], run: Run): string {
  if (results.length === 0) return '';
  return `<section><h2 class="group">${text(name)}</h2>${results.map((result) => card(result, run, false)).join('\n')}</section>`;
}

function card(result: CaseResult, run: Run, isOpen: boolean): string {
  const { id, status, promise, tier, evidence, source, need, ms, reason } = result;
  const isFailure = !isNoFailure(result);
  return `<details id="${text(id)}" class="case ${status}" data-status="${status}"${isOpen ? ' open' : ''}>
<summary>${mark(status)} <span class="word">${STATUS_WORDS[status]}</span> <b>${text(id)}</b> ${text(promise)}</summary>
${reason === undefined ? '' : `<p class="reason">${text(reason)}</p>`}
${difference(result)}
<dl><dt>Tier</dt><dd>${tier}</dd><dt>Evidence</dt><dd>${evidence}: ${text(source)}</dd><dt>Needs</dt><dd>${text(need)}</dd><dt>Time</dt><dd>${ms} ms</dd></dl>
${isFailure ? exchanges(result.exchanges) + repeat(result, run) : asked(result.exchanges)}
</details>`;
}

function difference(result: CaseResult): string {
  if (!('expected' in result) && !('received' in result)) return '';
  return `<div class="difference">${side('Expected', result.expected)}${side('Received', result.received)}</div>`;
}

function side(name: string, value: unknown): string {
  return `<div><h3>${name}</h3><pre>${json(value, MOST_CHARACTERS)}</pre></div>`;
}

function repeat(result: CaseResult, run: Run): string {
  if (result.exchanges.length === 0) return '';
  const lines = repeatOf(result, run).map(({ name, text: line }) =>
    name === 'command' ? `<pre>${text(line)}</pre>` : `<p class="quiet">${text(line)}</p>`,
  );
  return `<h3>Repeat it</h3>${lines.join('')}`;
}

const MOST_CHARACTERS = 4_000;
/** Of the answers before the last one. */
const FEW_CHARACTERS = 600;
/** Exchanges of a failed case, the last ones. */
const MOST_EXCHANGES = 12;

/** The exchanges of a failed case in full. The last one is what the case was judged by. */
function exchanges(list: readonly Exchange[]): string {
  if (list.length === 0) return '';
  const items = list.slice(-MOST_EXCHANGES).map((exchange) => {
    const isLast = exchange === list.at(-1);
    return `<details class="exchange${isLast ? ' failing' : ''}"${isLast ? ' open' : ''}>
<summary><code>${text(exchange.method)} ${text(exchange.path)}</code> <span class="quiet">${exchange.status}, ${exchange.ms} ms</span>${isLast ? ' <b>the case ended here</b>' : ''}</summary>
<h3>Command</h3><pre>${text(curlOf(exchange))}</pre>
<h3>Answer ${exchange.status}</h3><pre>${json(exchange.answer, isLast ? MOST_CHARACTERS : FEW_CHARACTERS)}</pre>
</details>`;
  });
  const left = list.length - items.length;
  return `<h3>Requests</h3>${left === 0 ? '' : `<p class="quiet">${countText(left, 'request')} before these</p>`}${items.join('\n')}`;
}

/** Requests of a case that did not fail, the first ones. */
const MOST_ASKED = 6;
const MOST_SNIPPET = 100;

/** What a case asked, in a few lines: repeated polls are one. */
function asked(list: readonly Exchange[]): string {
  if (list.length === 0) return '';
  const lines: string[] = [];
  let before = '';
  for (const { method, path, status, request, answer } of list) {
    const body = request === undefined ? '' : ` <code>${snippet(request)}</code>`;
    const question = `<code>${text(method)} ${text(path)}</code>${body}`;
    const key = `${question} ${status}`;
    if (key !== before)
      lines.push(`<li>${question} ${status} <code class="quiet">${snippet(answer)}</code></li>`);
    before = key;
  }
  const left = lines.length - MOST_ASKED;
  const more = left > 0 ? `<li class="quiet">and ${left} more</li>` : '';
  return `<h3>Requests</h3><ol class="asked">${lines.slice(0, MOST_ASKED).join('')}${more}</ol>`;
}

function snippet(value: unknown): string {
  const whole = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text(whole.length > MOST_SNIPPET ? `${whole.slice(0, MOST_SNIPPET)}…` : whole);
}

function json(value: unknown, most: number): string {
  const whole = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'nothing');
  return text(whole.length > most ? `${whole.slice(0, most)}\n…` : whole);
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function text(value: string): string {
  return value.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
