/**
 * `cloudtower-fake serve`: starts a fake, prints its address and an example, and runs until the user stops it.
 * @module
 */
import { ScenarioError } from '../../fixtures/scenario.ts';
import { type AnsweredRequest, createFake, type Fake } from '../../server/fake.ts';
import type { Listening } from '../../server/listen.ts';
import { ControlRefusal } from '../../server/worlds/control-refusal.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../values.ts';
import { type Inventory, inventoryOf } from './inventory.ts';
import { keepWorlds } from './keep-worlds.ts';
import { logTasks } from './log.ts';
import { createNotSimulatedLog } from './not-simulated.ts';
import type { ServeOptions } from './options.ts';

/** How often the log settles the world, in ms of wall time. */
const LOG_MS = 250;

/** Serves a fake until the user stops it. Returns the exit code. Rejects with UsageError if it cannot start. */
export async function serve(options: ServeOptions, terminal: Terminal): Promise<number> {
  const inventory = await inventoryOf(options);
  const gaps = createNotSimulatedLog(terminal.warn);
  const fake = create(options, inventory, (answer) => {
    if (options.log === 'requests') terminal.print(`${answer.method} ${answer.path} ${answer.status}`);
    gaps.note(answer);
  });
  try {
    return await serveFake(fake, options, terminal);
  } finally {
    gaps.summarize();
  }
}

async function serveFake(fake: Fake, options: ServeOptions, terminal: Terminal): Promise<number> {
  if (options.log !== 'off') fake.worlds.home.onWorld((world) => logTasks(world, terminal.print));
  if (options.state === undefined) {
    await serveUntilStopped(fake, options, terminal);
    return 0;
  }
  return keepWorlds(fake, options.state, terminal, () => serveUntilStopped(fake, options, terminal));
}

async function serveUntilStopped(fake: Fake, options: ServeOptions, terminal: Terminal): Promise<void> {
  const listening = await listenOn(fake, options);
  // Requests settle the world. Without requests, the timer keeps the log up to date.
  const logging = options.log === 'off' ? undefined : setInterval(() => fake.settle(), LOG_MS).unref();
  // Listens before the banner is printed: its reader may stop the program at once.
  const stopped = terminal.untilStopped();
  terminal.print(banner(options, listening, fake));
  await stopped;
  clearInterval(logging);
  await listening.close();
}

function create(
  options: ServeOptions,
  { name, scenario }: Inventory,
  onAnswer: (answer: AnsweredRequest) => void,
): Fake {
  const { seed, start, user, password, token } = options;
  const { breakpoints = [], faults = [], behaviours = {} } = options;
  const controlToken = options['control-token'];
  try {
    return createFake({
      scenario,
      scenarioName: name,
      seed,
      user,
      password,
      token,
      breakpoints,
      faults,
      behaviours,
      ...(start !== undefined && { start }),
      apiVersion: options['api-version'],
      clock: { mode: options.clock, speed: options.speed },
      explain: options.explain ?? false,
      worlds: { limit: options.worlds, idleMs: options['world-idle'] * 60_000 },
      control:
        options['no-control'] === true
          ? false
          : { ...(controlToken !== undefined && { token: controlToken }) },
      onAnswer,
    });
  } catch (error) {
    if (error instanceof ScenarioError) throw new UsageError(`--scenario ${name}: ${error.message}`);
    if (error instanceof ControlRefusal) throw new UsageError(error.message);
    throw error;
  }
}

async function listenOn(fake: Fake, { port, host }: ServeOptions): Promise<Listening> {
  try {
    return await fake.listen({ port, host });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EADDRINUSE')
      throw new UsageError(
        `port ${port} on ${host} is in use; choose another with --port, or --port 0 for a free one`,
      );
    if (code !== '') throw new UsageError(`cannot listen on ${host}, port ${port}: ${code}`);
    throw error;
  }
}

function banner(options: ServeOptions, { url }: Listening, { world, worlds }: Fake): string {
  const { user, password, token, state } = options;
  const { scenarioName, seed } = worlds.home.start;
  const base = `${url}/v2/api`;
  const [host] = world.all('Host');
  const lines = [
    `Base URL: ${base}`,
    `User: ${user}`,
    `Password: ${password}`,
    `Token: ${token}`,
    `Scenario: ${scenarioName}`,
    `Seed: ${seed}`,
    ...(state === undefined ? [] : [`State: ${state}`]),
    ...(options['no-control'] === true ? [] : [`Control: ${url}/_fake`]),
    'Try first:',
    `  curl -s ${base}/get-hosts -H 'Authorization: ${token}' -H 'content-type: application/json' -d '{}'`,
    `  curl -s ${base}/enter-maintenance-mode-precheck -H 'Authorization: ${token}' -H 'content-type: application/json' -d '{"where":{"name":"${host?.name}"}}'`,
  ];
  return lines.join('\n');
}
