/**
 * The lifecycle of a task. Documented: PENDING, EXECUTING, then SUCCESSED or FAILED; a finished task never changes.
 * Only these transitions are legal, and each sets the fields that belong to it.
 * @module
 */
import type { Language, Text } from '../language/text.ts';
import { toIso } from '../time/iso.ts';
import { withCode } from '../world/error-codes.ts';
import type { Failure } from '../world/job.ts';
import type { HostRecord, Id, TaskRecord, VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';

/** Tasks that a world keeps. A new task replaces the oldest finished one. */
export const TASK_LIMIT = 10_000;

type Status = TaskRecord['status'];

const NEXT: Readonly<Record<Status, readonly Status[]>> = {
  PENDING: ['EXECUTING', 'FAILED'],
  EXECUTING: ['SUCCESSED', 'FAILED'],
  PAUSED: ['EXECUTING', 'FAILED'],
  SUCCESSED: [],
  FAILED: [],
};

/** The fields of a task that change while it runs or when it ends. */
export const CHANGING_FIELDS: readonly (keyof TaskRecord)[] = [
  'error_code',
  'error_message',
  'finished_at',
  'progress',
  'started_at',
  'status',
  'steps',
];

/** The host or VM that a task is about. */
export interface Resource {
  readonly type: 'Host' | 'Vm';
  readonly id: Id;
  readonly cluster: Id;
}

/** Returns a host or VM as the resource of a task. */
export function resourceOf(record: HostRecord | VmRecord): Resource {
  return { type: 'chunk_id' in record ? 'Host' : 'Vm', id: record.id, cluster: record.cluster };
}

/** The user who sent the request, and the language of the answer. */
export interface Caller {
  readonly user: Id | null;
  readonly language: Language;
}

export interface NewTask {
  readonly description: Text;
  /** The GraphQL mutation of the task. Assumed: the operation's name. */
  readonly mutation: string;
  readonly resource: Resource;
  /** Wire fields that differ from those of other tasks. */
  readonly overrides?: Partial<Pick<TaskRecord, 'args' | 'resource_mutation' | 'resource_type'>>;
}

/** Adds a PENDING task. Removes the oldest finished task if the world holds TASK_LIMIT tasks. */
export function createTask(
  world: World,
  { description, mutation, resource, overrides }: NewTask,
  caller: Caller,
): TaskRecord {
  if (world.size('Task') >= TASK_LIMIT) forgetOldestFinished(world);
  const task: TaskRecord = {
    args: {},
    cluster: resource.cluster,
    description: description[caller.language],
    error_code: null,
    error_message: null,
    finished_at: null,
    id: world.random.cuid(world.now),
    internal: false,
    key: null,
    local_created_at: toIso(world.now),
    progress: 0,
    resource_id: resource.id,
    resource_mutation: mutation,
    resource_rollback_error: null,
    resource_rollback_retry_count: null,
    resource_rollbacked: null,
    resource_type: resource.type,
    snapshot: JSON.stringify({ typename: resource.type }),
    started_at: null,
    status: 'PENDING',
    steps: [],
    type: null,
    user: caller.user,
    ...overrides,
  };
  world.insert('Task', task);
  return task;
}

/** Whether a task has ended. */
export function isFinished({ status }: TaskRecord): boolean {
  return NEXT[status].length === 0;
}

/** Moves a task from PENDING to EXECUTING. */
export function startTask(world: World, id: Id): void {
  move(world, id, 'EXECUTING', { started_at: toIso(world.now) });
}

/** Moves a task from EXECUTING to SUCCESSED, with full progress by default. */
export function succeedTask(world: World, id: Id, progress = 1): void {
  move(world, id, 'SUCCESSED', { progress, finished_at: toIso(world.now) });
}

/** Moves a task to FAILED, with the reason in the given language. Its progress does not change. */
export function failTask(world: World, id: Id, { code, message }: Failure, language: Language): void {
  move(world, id, 'FAILED', {
    error_code: code,
    error_message: withCode(message[language], code),
    finished_at: toIso(world.now),
  });
}

function move(world: World, id: Id, status: Status, set: Partial<TaskRecord>): void {
  const task = world.must('Task', id);
  if (!NEXT[task.status].includes(status)) {
    throw new Error(`Task ${id} cannot go from ${task.status} to ${status}.`);
  }
  world.update('Task', id, { ...set, status });
}

/** Removes the oldest finished task. Ids start with the time of creation, so the oldest comes first. */
function forgetOldestFinished(world: World): void {
  const oldest = world
    .ids('Task')
    .find((id) => isFinished(world.must('Task', id)) && world.get('Job', id) === undefined);
  if (oldest === undefined) return;
  world.remove('Precheck', oldest);
  world.remove('Task', oldest);
}
