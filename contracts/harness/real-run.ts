/**
 * Running on a target that is somebody's: it is only read, or one host of it is used and put back.
 * @module
 */
import type { Case } from './case.ts';
import { type Api, createApi } from './client.ts';
import { guarding, readOnly, stoppable } from './guard.ts';
import { assertPutBack, Intents } from './intents.ts';
import type { Run } from './outcome.ts';
import { type Finding, findNamedHost, inspect, type Preflight, precheckFinding } from './preflight.ts';
import { type RestoreOptions, restore } from './restore.ts';
import { runSuite, type SuiteOptions } from './run-suite.ts';
import { logIn } from './session.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import type { Target } from './target.ts';

export interface RealOptions extends SuiteOptions {
  /** Told what is being done beside the cases. */
  readonly say: (line: string) => void;
}

/** The host is not fit to be used; nothing was changed. */
export class PreflightError extends Error {
  override readonly name = 'PreflightError';
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super('The host is not fit to be put into maintenance. Nothing was changed.');
    this.findings = findings;
  }
}

/** Asks what can be asked by reading. */
export async function runReadOnly(
  cases: readonly Case[],
  target: Target,
  options: SuiteOptions,
): Promise<Run> {
  const token = await logIn(target, target.transport);
  const stop = options.stop ?? (() => undefined);
  const transport = stoppable(readOnly(target.transport, target.base), stop);
  return runSuite(cases, { ...target, transport }, { ...options, token });
}

/** What preflight can say by reading alone. Throws HostError if the host is not there. */
export async function planHost(target: Target, host: string): Promise<Preflight> {
  const api = createApi(target.base, target.transport, await logIn(target, target.transport));
  return inspect(api, await findNamedHost(api, host));
}

export interface HostOptions extends RealOptions {
  /** The id, UUID or name of the only host that may be changed. */
  readonly host: string;
  /** The path of the intent file. */
  readonly intents: string;
}

/**
 * Asks all cases, using one host, which is as before when this returns, unless the run says otherwise. Throws
 * HostError, PreflightError or IntentError before anything was changed.
 */
export async function runWithHost(
  cases: readonly Case[],
  target: Target,
  options: HostOptions,
): Promise<Run> {
  assertPutBack(options.intents);
  const token = await logIn(target, target.transport);
  const reading = createApi(target.base, target.transport, token);
  const looked = await inspect(reading, await findNamedHost(reading, options.host));
  refuse(looked.findings, options);
  const before = await takeSnapshot(reading, looked.host);
  const intents = Intents.begin(options.intents, target.base, before);
  const transport = guarding(target.transport, target.base, before, intents);
  const api = createApi(target.base, transport, token);
  const putBack = () => putBackOrThrow(api, before, patienceOf(target, options), options.intents);
  try {
    refuse([await precheckFinding(api, looked, patienceOf(target, options))], options);
    const run = await runSuite(
      cases,
      { ...target, transport: stoppable(transport, options.stop ?? (() => undefined)) },
      {
        ...options,
        token,
        onlyHost: looked.host.id,
        afterEach: ({ tier }) => (tier === 'lifecycle' ? putBack() : Promise.resolve()),
      },
    );
    return { ...run, ...(await finish(putBack, intents)) };
  } catch (error) {
    await finish(putBack, intents);
    throw error;
  }
}

/** The last putting back: says what stands against it, and closes the file. */
async function finish(
  putBack: () => Promise<void>,
  intents: Intents,
): Promise<{ readonly stopped?: string }> {
  const left = await reasonOf(putBack());
  if (left === undefined) intents.note({ kind: 'restored', at: new Date().toISOString(), differences: [] });
  intents.close();
  return left === undefined ? {} : { stopped: left };
}

/** Says what was found. Throws PreflightError if something stands against it. */
function refuse(findings: readonly Finding[], { say }: RealOptions): void {
  for (const { is, what } of findings) say(`${is === 'fine' ? 'ok     ' : 'REFUSED'} ${what}`);
  if (findings.some(({ is }) => is === 'refused')) throw new PreflightError(findings);
}

async function reasonOf(work: Promise<void>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function patienceOf({ pollMs, stepLimitMs: limitMs }: Target, { say, onPoll }: RealOptions): RestoreOptions {
  return { pollMs, limitMs, say, ...(onPoll && { onPoll }) };
}

async function putBackOrThrow(
  api: Api,
  before: Snapshot,
  patience: RestoreOptions,
  file: string,
): Promise<void> {
  const left = await restore(api, before, patience).catch((error: unknown) => [
    error instanceof Error ? error.message : String(error),
  ]);
  if (left.length === 0) return;
  throw new Error(`${left.join(' ')} Finish with: cloudtower-fake contract sweep ${file}`);
}
