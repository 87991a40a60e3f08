/**
 * The report for programs. docs/contract-report.schema.json describes it.
 * @module
 */
import { countOf, outcomeOf, type Run } from '../case/outcome.ts';

export const FORMAT_VERSION = 2;

/** Returns the report as data. */
export function jsonReport(run: Run): object {
  return {
    format_version: FORMAT_VERSION,
    outcome: outcomeOf(run),
    target: run.target,
    started_at: run.startedAt,
    ms: run.ms,
    ...(run.stopped !== undefined && { stopped: run.stopped }),
    counts: countOf(run.results),
    cases: run.results.map(({ promise, ...result }) => ({ ...result, title: promise })),
  };
}
