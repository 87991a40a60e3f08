/**
 * Running cases against a real target: reading only, or on one host that is put back to the baseline after each
 * case and however the run ends.
 * @module
 */
import { type Case, TIERS, type Tier } from '../case/case.ts';
import type { Run } from '../case/outcome.ts';
import { runSuite, type SuiteOptions } from '../case/run-suite.ts';
import { messageOf } from '../case/verdict.ts';
import { type Api, createApi } from '../session/client.ts';
import { type Operator, precheck } from '../session/maintenance.ts';
import { signIn } from '../session/login.ts';
import { settle } from '../session/settle.ts';
import { Ticket } from '../session/ticket.ts';
import type { Target } from '../target/target.ts';
import { type HostSurvey, Refused, scopeOf, surveyHost } from './baseline.ts';
import { createEnvironment, type HostEnvironment } from './environment.ts';
import { assertNoneOpen, beginIntentFile, type IntentFile } from './intent-file.ts';
import { type Finding, findingLines, inspect, inspectCheck, planText } from './preflight.ts';
import { readOnly, withPermit } from './transports.ts';

export interface SafetyOptions extends SuiteOptions {
  /** The host that may be changed; absent for a run that only reads. */
  readonly allowed?: Allowed;
  /** Called with what the run does beside the cases. */
  readonly say: (line: string) => void;
}

export interface Allowed {
  /** Its id or name. */
  readonly host: string;
  /** The path of the intent file. */
  readonly intents: string;
}

/**
 * Runs cases against a real target. Throws Refused or IntentFileError if the run must not begin; what stops it
 * later is in the run.
 */
export async function runSafely(
  cases: readonly Case[],
  target: Target,
  { allowed, ...options }: SafetyOptions,
): Promise<Run> {
  const ticket = new Ticket(target, await signIn(target));
  if (allowed !== undefined && ceilingOf(cases) !== 'read')
    return runOnHost(cases, target, { ...options, allowed, ticket });
  return runSuite(cases, { ...target, transport: readOnly(target, options.stop) }, { ...options, ticket });
}

/**
 * Returns what a run on this host would do and what speaks against it, by reading alone. Throws Refused if there
 * is no such host.
 */
export async function planSafely(
  cases: readonly Case[],
  target: Target,
  host: string,
): Promise<{ readonly survey: HostSurvey; readonly findings: Finding[]; readonly lines: string[] }> {
  const token = await signIn(target);
  const survey = await surveyHost(createApi(target.base, target.transport, token), host);
  const findings = inspect(survey);
  const changing = cases.filter(({ tier }) => tier === 'lifecycle').length;
  return { survey, findings, lines: [...planText(survey, changing), ...findingLines(findings)] };
}

interface HostOptions extends SuiteOptions {
  readonly allowed: Allowed;
  readonly ticket: Ticket;
  readonly say: (line: string) => void;
}

async function runOnHost(cases: readonly Case[], target: Target, options: HostOptions): Promise<Run> {
  const { allowed, ticket, say, stop = never } = options;
  assertNoneOpen(allowed.intents);
  const { survey, findings, lines } = await planSafely(cases, target, allowed.host);
  for (const line of lines) say(line);
  assertFine(findings);
  const scope = scopeOf(survey);
  const { base: url, version, credentials: account } = target;
  const intents = beginIntentFile(allowed.intents, { target: { url, version }, before: scope });
  const environment = createEnvironment(target, { ...options, baseline: scope, intents });
  const permission = { ceiling: ceilingOf(cases), scope, account };
  const transport = withPermit(environment.transport, url, permission, stop);
  try {
    const finding = await runPrecheck(createApi(url, transport, ticket.token), target, survey, options);
    for (const line of findingLines([finding])) say(line);
    assertFine([finding]);
    const onHost = { ...options, onlyHost: scope.host.id, afterEach: environment.putBack };
    const run = await runSuite(cases, { ...target, transport }, onHost);
    return { ...run, ...(await close(environment, intents, allowed.intents)) };
  } catch (error) {
    const { stopped } = await close(environment, intents, allowed.intents);
    throw stopped === undefined ? error : new Refused(`${messageOf(error)} ${stopped}`);
  }
}

/** Puts the host back and finishes the intent file. Returns why it could not, if it could not. */
async function close(
  environment: HostEnvironment,
  intents: IntentFile,
  file: string,
): Promise<Pick<Run, 'stopped'>> {
  try {
    await environment.putBack();
    intents.writeDone();
    return {};
  } catch (error) {
    const sweep = `cloudtower-fake contract sweep ${file}`;
    return { stopped: `Not all could be put back: ${messageOf(error)} Finish with: ${sweep}` };
  }
}

/** Runs the target's own precheck of the host. It starts a task, and changes nothing. */
async function runPrecheck(
  api: Api,
  { pollMs, stepLimitMs: limitMs }: Target,
  survey: HostSurvey,
  { onPoll }: SuiteOptions,
): Promise<Finding> {
  const operator: Operator = { api, settle: (id) => settle(api, id, { pollMs, limitMs, onPoll }) };
  return inspectCheck(survey, await precheck(operator, survey.host));
}

function assertFine(findings: readonly Finding[]): void {
  if (findings.every(({ doubts }) => doubts.length === 0)) return;
  throw new Refused('The host is not fit to be put into maintenance. Nothing was changed.');
}

function ceilingOf(cases: readonly Case[]): Tier {
  const tiers = cases.map(({ tier }) => TIERS.indexOf(tier));
  return TIERS[Math.max(0, ...tiers)] ?? 'read';
}

function never(): undefined {
  return undefined;
}
