/**
 * Running cases against a target that is somebody's: reading only, or on one host that is put back as it was
 * after each case and in every way out.
 * @module
 */
import { type Case, TIERS, type Tier } from '../case/case.ts';
import type { Run } from '../case/outcome.ts';
import { runSuite, type SuiteOptions } from '../case/run-suite.ts';
import { type Api, createApi, ok } from '../session/client.ts';
import { logIn } from '../session/session.ts';
import { watch } from '../session/settle.ts';
import type { Target } from '../target/target.ts';
import { type HostReading, Refused, readSituation, scopeOf } from './baseline.ts';
import { createSite, type HostEnvironment } from './environment.ts';
import { assertNoneOpen, beginIntents, type Intents } from './intents.ts';
import { readOnly, withPermit } from './limited.ts';
import { findingLines, planText } from './plan-text.ts';
import { type Finding, inspect, inspectCheck } from './preflight.ts';

export interface SafetyOptions extends SuiteOptions {
  /** The host that may be changed; absent for a run that only reads. */
  readonly allowed?: Allowed;
  /** Told what is being done beside the cases. */
  readonly say: (line: string) => void;
}

export interface Allowed {
  /** Its id or name. */
  readonly host: string;
  /** The path of the intent file. */
  readonly intents: string;
}

/**
 * Asks a real target all cases. Throws Refused or IntentsError if it must not begin; what ends it later is told
 * in the run.
 */
export async function runSafely(
  cases: readonly Case[],
  target: Target,
  { allowed, ...options }: SafetyOptions,
): Promise<Run> {
  const token = await logIn(target, target.transport);
  if (allowed !== undefined && ceilingOf(cases) !== 'read')
    return runOnHost(cases, target, { ...options, allowed, token });
  return runSuite(cases, { ...target, transport: readOnly(target, options.stop) }, { ...options, token });
}

/** What a run on this host would do, and what speaks against it, by reading alone. Throws Refused if there is no such host. */
export async function planSafely(
  cases: readonly Case[],
  target: Target,
  host: string,
): Promise<{ readonly situation: HostReading; readonly findings: Finding[]; readonly lines: string[] }> {
  const token = await logIn(target, target.transport);
  const situation = await readSituation(createApi(target.base, target.transport, token), host);
  const findings = inspect(situation);
  const changing = cases.filter(({ tier }) => tier === 'lifecycle').length;
  return { situation, findings, lines: [...planText(situation, changing), ...findingLines(findings)] };
}

interface HostOptions extends SuiteOptions {
  readonly allowed: Allowed;
  readonly token: string;
  readonly say: (line: string) => void;
}

async function runOnHost(cases: readonly Case[], target: Target, options: HostOptions): Promise<Run> {
  const { allowed, token, say, stop = never } = options;
  assertNoneOpen(allowed.intents);
  const { situation, findings, lines } = await planSafely(cases, target, allowed.host);
  for (const line of lines) say(line);
  assertFine(findings);
  const before = scopeOf(situation);
  const { base: url, version, credentials: account } = target;
  const intents = beginIntents(allowed.intents, { target: { url, version }, before });
  const site = createSite(target, { ...options, before, intents });
  const permission = { ceiling: ceilingOf(cases), scope: before, account };
  const transport = withPermit(site.transport, url, permission, stop);
  try {
    const finding = await check(createApi(url, transport, token), target, situation, options);
    for (const line of findingLines([finding])) say(line);
    assertFine([finding]);
    const onHost = { ...options, onlyHost: before.host.id, afterEach: site.putBack };
    const run = await runSuite(cases, { ...target, transport }, onHost);
    return { ...run, ...(await close(site, intents, allowed.intents)) };
  } catch (error) {
    const { stopped } = await close(site, intents, allowed.intents);
    throw stopped === undefined ? error : new Refused(`${messageOf(error)} ${stopped}`);
  }
}

/** The last thing a run does, whatever became of it. */
async function close(site: HostEnvironment, intents: Intents, file: string): Promise<Pick<Run, 'stopped'>> {
  try {
    await site.putBack();
    intents.done();
    return {};
  } catch (error) {
    const sweep = `cloudtower-fake contract sweep ${file}`;
    return { stopped: `Not all could be put back: ${messageOf(error)} Finish with: ${sweep}` };
  }
}

/** The target's own check of the host: it starts a task, and changes nothing. */
async function check(
  api: Api,
  { pollMs, stepLimitMs: limitMs }: Target,
  situation: HostReading,
  { onPoll }: SuiteOptions,
): Promise<Finding> {
  const body = { where: { id: situation.host.id } };
  const { task_id } = ok(await api.POST('/enter-maintenance-mode-precheck', { body }));
  await watch(api, task_id, { pollMs, limitMs, ...(onPoll && { onPoll }) });
  const where = { task_id };
  return inspectCheck(
    situation,
    ok(await api.POST('/enter-maintance-mode-precheck-result', { body: { where } })),
  );
}

function assertFine(findings: readonly Finding[]): void {
  if (findings.every(({ against }) => against.length === 0)) return;
  throw new Refused('The host is not fit to be put into maintenance. Nothing was changed.');
}

function ceilingOf(cases: readonly Case[]): Tier {
  const tiers = cases.map(({ tier }) => TIERS.indexOf(tier));
  return TIERS[Math.max(0, ...tiers)] ?? 'read';
}

function never(): undefined {
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
