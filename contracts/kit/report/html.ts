/**
 * The report as one page that needs nothing else: no script, no font, no picture from anywhere.
 * @module
 */
import type { Case } from '../case/case.ts';
import { countOf, type Outcome, outcomeOf, type Run } from '../case/outcome.ts';
import type { CaseResult } from '../case/run-case.ts';
import type { Status } from '../case/verdict.ts';
import { curlOf, type Exchange } from '../session/transcript.ts';
import { STYLE } from './html-style.ts';

const WORDS: Readonly<Record<Status, string>> = {
  pass: 'kept',
  fail: 'broken',
  skip: 'skipped',
  observed: 'observed',
  error: 'in error',
};

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  kept: 'Every promise that was asked is kept',
  broken: 'Promises are broken',
  'could-not-run': 'The suite could not run to its end',
  hollow: 'Hollow: most cases were skipped',
};

/** The page. Exchanges of cases that were kept are left out, to keep it small. */
export function htmlReport(run: Run, groups: Readonly<Record<string, readonly Case[]>>): string {
  const outcome = outcomeOf(run);
  const byId = new Map(run.results.map((result) => [result.id, result]));
  const sections = Object.entries(groups).flatMap(([name, cases]) => {
    const results = cases.flatMap(({ id }) => byId.get(id) ?? []);
    return results.length === 0 ? [] : [section(name, results)];
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Contract: ${OUTCOMES[outcome]}</title>
<style>${STYLE}</style>
</head>
<body>
<header class="${outcome}">
<h1>${OUTCOMES[outcome]}</h1>
<p>${run.target.kind === 'fake' ? 'A fake' : 'A CloudTower'} ${text(run.target.version)} at <code>${text(run.target.url)}</code>, ${text(run.startedAt)}, ${(run.ms / 1000).toFixed(1)} s</p>
${run.stopped === undefined ? '' : `<p class="stopped">Stopped: ${text(run.stopped)}</p>`}
${tiles(run)}
</header>
<nav aria-label="All cases">${Object.entries(groups)
    .map(([name, cases]) =>
      row(
        name,
        cases.flatMap(({ id }) => byId.get(id) ?? []),
      ),
    )
    .join('')}</nav>
<main>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

function tiles({ results }: Run): string {
  const counts = Object.entries(countOf(results));
  return `<ul class="tiles">${counts.map(([status, count]) => tile(status, count)).join('')}</ul>`;
}

function tile(status: string, count: number): string {
  const word = Object.entries(WORDS).find(([known]) => known === status)?.[1];
  return `<li class="${status}${count === 0 ? ' none' : ''}"><b>${count}</b> ${word}</li>`;
}

/** A square for each case: the run at a glance. */
function row(name: string, results: readonly CaseResult[]): string {
  if (results.length === 0) return '';
  const squares = results.map(
    ({ id, status, promise }) =>
      `<a class="${status}" href="#${text(id)}" title="${text(`${id}: ${WORDS[status]}. ${promise}`)}"><span>${text(id)}</span></a>`,
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
<summary><span class="mark">${WORDS[status]}</span> <b>${text(id)}</b> ${text(promise)}</summary>
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
