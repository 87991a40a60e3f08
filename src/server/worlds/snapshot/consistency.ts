/**
 * Checks that the parts of a snapshot are consistent with each other.
 * @module
 */
import { LaggedWorld } from '../../engine/fault/lagged-world.ts';
import { WORK } from '../../engine/jobs.ts';
import type { AgendaState } from '../../engine/time/agenda.ts';
import type { Instant } from '../../engine/time/iso.ts';
import { isErrorCode } from '../../engine/world/error-codes.ts';
import { brokenInvariants } from '../../engine/world/invariants.ts';
import type { Job, Step } from '../../engine/world/job.ts';
import type { Id, TableName } from '../../engine/world/records.ts';
import { TABLE_NAMES, TABLES } from '../../engine/world/tables.ts';
import { RECORD_LIMIT, type TableContents, World } from '../../engine/world/world.ts';
import type { FaultsState } from '../faults.ts';
import type { SimulationState } from '../simulation.ts';

/** Returns a clause that describes the first inconsistency, or undefined if there is none. */
export function findInconsistency(state: SimulationState): string | undefined {
  for (const problem of problems(state)) return problem;
  return undefined;
}

/** Each check relies on the checks before it. */
function* problems({ start, faults, world }: SimulationState): Problems {
  const { tables, agenda, now, seed } = world;
  if (start.seed !== seed) yield 'the seed of its world is not the one it started with';
  yield* problemsOfAgenda(agenda, now);
  yield* problemsOfIds(tables);
  const built = World.from(world);
  yield* problemsOfRelations(built);
  for (const job of built.all('Job')) yield* problemsOfJob(built, job);
  yield* problemsOfMaintenance(built);
  yield* problemsOfOccurrences(built);
  yield* brokenInvariants(built);
  yield* problemsOfLags(built, faults);
  yield* problemsOfCodes(faults);
}

type Problems = Generator<string, void>;

/** The entries must ascend by time and number, starting now. */
function* problemsOfAgenda({ entries, seq }: AgendaState<unknown>, now: Instant): Problems {
  let last = { at: now, seq: -1 };
  for (const entry of entries) {
    const isLater = entry.at > last.at || (entry.at === last.at && entry.seq > last.seq);
    if (!isLater || entry.seq >= seq) yield `entry ${entry.seq} of its agenda is out of order`;
    last = entry;
  }
}

function* problemsOfIds(tables: TableContents): Problems {
  let records = 0;
  for (const table of TABLE_NAMES) {
    const ids = (tables[table] ?? []).map(({ id }) => id);
    records += ids.length;
    if (new Set(ids).size < ids.length) yield `two records of ${table} have the same id`;
  }
  if (records > RECORD_LIMIT) yield `it holds ${records} records; at most ${RECORD_LIMIT} can be held`;
}

function* problemsOfRelations(world: World): Problems {
  for (const table of TABLE_NAMES) {
    const relations = Object.entries(TABLES[table].relations).filter(([, { kind }]) => kind !== 'many');
    for (const record of world.all(table)) {
      const row: Readonly<Record<string, unknown>> = record;
      for (const [field, relation] of relations)
        yield* missing(world, relation.table, idsOf(row[field]), `${table} ${record.id}: ${field}`);
    }
  }
}

/** The changes that a read-lag holds back must lead to this world. */
function* problemsOfLags(world: World, { lags }: FaultsState): Problems {
  for (const [fault, pending] of lags) {
    try {
      new LaggedWorld(world, 0, pending).stop();
    } catch {
      yield `the changes that fault ${fault} holds back did not lead to its world`;
    }
  }
}

/** A fault must fail a step with a code of CloudTower. */
function* problemsOfCodes({ ledger }: FaultsState): Problems {
  for (const { id, rule } of ledger.faults)
    if ((rule.do === 'fail-step' || rule.do === 'fail-task') && !isErrorCode(rule.code))
      yield `fault ${id} has no error code of CloudTower`;
}

/** Everything that the remaining steps of a job need must exist. */
function* problemsOfJob(world: World, job: Job): Problems {
  const place = `the job of task ${job.id}`;
  yield* missing(world, 'Task', [job.id, ...idsOf(job.vmTask)], place);
  yield* missing(world, 'Host', idsOf(job.host), place);
  yield* missing(
    world,
    'Host',
    job.steps.flatMap((step) => ('to' in step ? [step.to] : [])),
    place,
  );
  if (job.host === null && job.steps.some(isAboutHost)) yield `${place} is about no host`;
  for (const { table, ids } of WORK.needsOf(job)) yield* missing(world, table, ids, place);
  const { status } = world.must('Task', job.id);
  const expected = job.detached ? 'FAILED' : job.at < 0 ? 'PENDING' : 'EXECUTING';
  if (status !== expected || job.at >= job.steps.length)
    yield `${place} is at step ${job.at} of ${job.steps.length}, and its task is ${status}`;
}

function* problemsOfMaintenance(world: World): Problems {
  for (const { id, host } of world.all('Precheck')) {
    yield* missing(world, 'Task', [id], `precheck ${id}`);
    yield* missing(world, 'Host', [host], `precheck ${id}`);
  }
  for (const { id, vms } of world.all('Maintenance')) {
    const hosts = vms.map(({ host }) => host);
    yield* missing(world, 'Host', [id, ...hosts], `the maintenance of host ${id}`);
  }
}

/** What happens without a task is about a host. Its VM may have been deleted. */
function* problemsOfOccurrences(world: World): Problems {
  for (const { what, seq } of world.agenda.entries())
    if ('kind' in what) yield* missing(world, 'Host', [what.host], `entry ${seq} of its agenda`);
}

function* missing(world: World, table: TableName, ids: readonly Id[], place: string): Problems {
  for (const id of ids) if (world.get(table, id) === undefined) yield `${place}: there is no ${table} ${id}`;
}

/** A step that only reports a failure may be about either. */
function isAboutHost(step: Step): boolean {
  return !('vm' in step) && step.kind !== 'fail';
}

/** Returns the ids in the value of a relation, which is an id, null or a list of ids. */
function idsOf(value: unknown): Id[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((id) => typeof id === 'string');
}
