/**
 * The report as JUnit XML, which CI servers read.
 * @module
 */
import { countOf, type Groups, type Run, resultsByGroup } from '../case/outcome.ts';
import type { CaseResult } from '../case/run-case.ts';

/** Returns the XML, with a test suite for each group of cases. An observation counts as passed, with its choice as output. */
export function junitReport({ results, ms, startedAt }: Run, groups: Groups): string {
  const suites = resultsByGroup(results, groups).map(([name, list]) => suite(name, list, startedAt));
  const head = attributes({ name: 'cloudtower-fake contract', ...numbers(results), time: seconds(ms) });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${head}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(name: string, results: readonly CaseResult[], timestamp: string): string {
  const time = seconds(results.reduce((sum, { ms }) => sum + ms, 0));
  const head = attributes({ name, ...numbers(results), time, timestamp });
  return [`  <testsuite${head}>`, ...results.map((result) => testCase(name, result)), '  </testsuite>'].join(
    '\n',
  );
}

function testCase(group: string, result: CaseResult): string {
  const { id, promise, ms } = result;
  const head = attributes({ classname: `contract.${group}`, name: `${id}: ${promise}`, time: seconds(ms) });
  const body = outcome(result);
  return body === '' ? `    <testcase${head}/>` : `    <testcase${head}>\n      ${body}\n    </testcase>`;
}

function outcome({ status, reason = '', expected, received, evidence, source }: CaseResult): string {
  const message = attributes({ message: reason });
  switch (status) {
    case 'pass':
      return '';
    case 'skip':
    case 'inconclusive':
      return `<skipped${message}/>`;
    case 'observed':
      return `<system-out>${escape(`observed: ${reason}`)}</system-out>`;
    case 'fail':
      return `<failure${message}>${escape(`expected ${json(expected)}\nreceived ${json(received)}\n${evidence}: ${source}`)}</failure>`;
    case 'error':
      return `<error${message}/>`;
  }
}

function numbers(results: readonly CaseResult[]): Record<string, string> {
  const { fail, error, skip, inconclusive } = countOf(results);
  return {
    tests: String(results.length),
    failures: String(fail),
    errors: String(error),
    skipped: String(skip + inconclusive),
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escape(value)}"`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** Leaves out control characters, which XML cannot hold, except line breaks. */
function escape(text: string): string {
  return text
    .replaceAll(/\p{Cc}/gu, (character) => (character === '\n' ? character : ''))
    .replaceAll(/[&<>"\n]/g, (character) => ENTITIES[character] ?? character);
}
