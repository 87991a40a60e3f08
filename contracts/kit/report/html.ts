/**
 * The report as one self-contained page, without scripts, fonts or pictures.
 * @module
 */
import { countOf, type Groups, OUTCOME_WORDS, outcomeOf, type Run, resultsByGroup } from '../case/outcome.ts';
import type { CaseResult } from '../case/run-case.ts';
import { STATUS_WORDS, STATUSES, type Status } from '../case/verdict.ts';
import { curlOf, type Exchange } from '../session/transcript.ts';
import { STYLE } from './html-style.ts';

/** Returns the page. It leaves out the exchanges of cases that passed, to stay small. */
export function htmlReport(run: Run, groups: Groups): string {
  const outcome = outcomeOf(run);
  const { title } = OUTCOME_WORDS[outcome];
  const grouped = resultsByGroup(run.results, groups);
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
<p>${run.target.kind === 'fake' ? 'A fake' : 'A CloudTower'} ${text(run.target.version)} at <code>${text(run.target.url)}</code>, ${text(run.startedAt)}, ${(run.ms / 1000).toFixed(1)} s</p>
${run.stopped === undefined ? '' : `<p class="stopped">Stopped: ${text(run.stopped)}</p>`}
${tiles(run)}
</header>
<nav aria-label="All cases">${grouped.map(([name, results]) => row(name, results)).join('')}</nav>
<main>
${grouped.map(([name, results]) => section(name, results)).join('\n')}
</main>
</body>
</html>
`;
}

function tiles({ results }: Run): string {
  const counts = countOf(results);
  return `<ul class="tiles">${STATUSES.map((status) => tile(status, counts[status])).join('')}</ul>`;
}

function tile(status: Status, count: number): string {
  return `<li class="${status}${count === 0 ? ' none' : ''}"><b>${count}</b> ${STATUS_WORDS[status]}</li>`;
}

/** A square for each case: the run at a glance. */
function row(name: string, results: readonly CaseResult[]): string {
  const squares = results.map(
    ({ id, status, promise }) =>
      `<a class="${status}" href="#${text(id)}" title="${text(`${id}: ${STATUS_WORDS[status]}. ${promise}`)}"><span>${text(id)}</span></a>`,
  );
  return `<div><span>${text(name)}</span><div>${squares.join('')}</div></div>`;
}

function section(name: string, results: readonly CaseResult[]): string {
  return `<section><h2>${text(name)}</h2>${results.map(card).join('\n')}</section>`;
}

function card(result: CaseResult): string {
  const { id, status, promise, tier, evidence, source, need, ms, reason } = result;
  const isOpen = status === 'fail' || status === 'error';
  return `<details id="${text(id)}" class="${status}"${isOpen ? ' open' : ''}>
<summary><span class="mark">${STATUS_WORDS[status]}</span> <b>${text(id)}</b> ${text(promise)}</summary>
${reason === undefined ? '' : `<p class="reason">${text(reason)}</p>`}
${difference(result)}
<dl><dt>Tier</dt><dd>${tier}</dd><dt>Evidence</dt><dd>${evidence}: ${text(source)}</dd><dt>Needs</dt><dd>${text(need)}</dd><dt>Time</dt><dd>${ms} ms</dd></dl>
${status === 'pass' ? '' : exchanges(result.exchanges)}
</details>`;
}

function difference(result: CaseResult): string {
  if (!('expected' in result) && !('received' in result)) return '';
  return `<div class="difference">${side('Expected', result.expected)}${side('Received', result.received)}</div>`;
}

function side(name: string, value: unknown): string {
  return `<div><h3>${name}</h3><pre>${json(value)}</pre></div>`;
}

function exchanges(list: readonly Exchange[]): string {
  if (list.length === 0) return '';
  const items = list.map(
    (exchange) => `<details class="exchange">
<summary><code>${text(exchange.method)} ${text(exchange.path)}</code> <span class="status">${exchange.status}</span> ${exchange.ms} ms</summary>
<h3>Repeat it</h3><pre>${text(curlOf(exchange))}</pre>
<h3>Answer</h3><pre>${json(exchange.answer)}</pre>
</details>`,
  );
  return `<h3>What was said</h3>${items.join('\n')}`;
}

const MOST_CHARACTERS = 4_000;

function json(value: unknown): string {
  const whole = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'nothing');
  return text(whole.length > MOST_CHARACTERS ? `${whole.slice(0, MOST_CHARACTERS)}\n…` : whole);
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
