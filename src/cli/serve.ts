/**
 * `cloudtower-fake serve`: starts a fake, says where it is and what to try, and stops when told to.
 * @module
 */
import { type Scenario, ScenarioError } from '../fixtures/scenario.ts';
import { createFake, type Fake } from '../server/fake.ts';
import type { Answered } from '../server/http/respond.ts';
import type { Listening } from '../server/listen.ts';
import { logTasks } from './log.ts';
import { type ServeOptions, UsageError } from './options.ts';
import { untilToldToStop } from './stop.ts';

/** How often the log catches up, in ms of wall time. */
const LOG_MS = 250;

/** Serves until told to stop. Throws UsageError if it cannot start. */
export async function serve(options: ServeOptions): Promise<void> {
  // Who read where it serves may not read on: that is no reason to stop.
  process.stdout.on('error', () => {});
  const fake = await create(options);
  if (options.log !== 'off') fake.worlds.home.onWorld((world) => logTasks(world, console.log));
  const listening = await start(fake, options);
  // Requests settle the world by themselves; who only watches the log wants to see it move, too.
  if (options.log !== 'off') setInterval(() => fake.settle(), LOG_MS).unref();
  console.log(banner(options, listening, fake));
  await untilToldToStop();
  await listening.close();
}

async function create(options: ServeOptions): Promise<Fake> {
  const { seed, speed, apiVersion, user, password, token, inventory } = options;
  const scenario = await scenarioOf(options);
  try {
    return createFake({
      scenario,
      scenarioName: options.inventory.name,
      seed,
      apiVersion,
      user,
      password,
      token,
      clock: { speed },
      ...(options.log === 'requests' && { onAnswer: logAnswer }),
    });
  } catch (error) {
    if (error instanceof ScenarioError)
      throw new UsageError(`--scenario ${inventory.name}: ${error.message}`);
    throw error;
  }
}

function logAnswer({ method, path, status }: Answered): void {
  console.log(`${method} ${path} ${status}`);
}

/** The generator's names come from a large library: it is loaded only when asked for. */
async function scenarioOf({ inventory, seed }: ServeOptions): Promise<Scenario> {
  if ('scenario' in inventory) return inventory.scenario;
  const { generateScenario } = await import('../fixtures/generate.ts');
  return generateScenario(inventory.counts, seed);
}

async function start(fake: Fake, { port, host }: ServeOptions): Promise<Listening> {
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

function banner(
  { user, password, token, inventory, seed }: ServeOptions,
  { url }: Listening,
  { world }: Fake,
): string {
  const base = `${url}/v2/api`;
  const [host] = world.all('Host');
  const lines = [
    `Base URL: ${base}`,
    `User: ${user}`,
    `Password: ${password}`,
    `Token: ${token}`,
    `Scenario: ${inventory.name}`,
    `Seed: ${seed}`,
    'Try first:',
    `  curl -s ${base}/get-hosts -H 'Authorization: ${token}' -H 'content-type: application/json' -d '{}'`,
    `  curl -s ${base}/enter-maintenance-mode-precheck -H 'Authorization: ${token}' -H 'content-type: application/json' -d '{"where":{"name":"${host?.name}"}}'`,
  ];
  return lines.join('\n');
}
