/**
 * What a precheck has found, as far as it can be told.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours.ts';
import { isFinished } from '../task/task.ts';
import { noSuchTask } from '../world/find.ts';
import type { HostRecord, Id, VmRecord } from '../world/records.ts';
import { Refusal, type RefusalDetail } from '../world/refusal.ts';
import type { World } from '../world/world.ts';
import { checkFailed, checkRuns, notAPrecheck } from './messages.ts';

export interface PrecheckResult {
  /** The VMs that must be shut down; empty until the task has ended. */
  readonly shutDown: readonly VmRecord[];
  /** Whether the host may enter, or only that the check has ended, by behaviour. */
  readonly done: boolean;
}

const NOTHING: PrecheckResult = { shutDown: [], done: false };

/** What a precheck task has found. What is said when it has not ended well, and of tasks that are none, are behaviours. */
export function precheckResult(world: World, id: Id): PrecheckResult {
  const task = world.get('Task', id);
  if (task === undefined)
    return unanswered(world, 'precheck-result.unknown-task', noSuchTask(id, 'where.task_id'));
  const found = world.get('Precheck', id);
  if (found === undefined)
    return unanswered(world, 'precheck-result.other-task', { message: notAPrecheck(task) });
  if (!isFinished(task)) return unanswered(world, 'precheck-result.early', { message: checkRuns(task) });
  const isFailed = task.status === 'FAILED';
  if (isFailed && !isChosen(world.behaviours, 'precheck-result.failed', 'found'))
    return unanswered(world, 'precheck-result.failed', { message: checkFailed(task) });
  const isClear = found.blocking.length === 0 && !isFailed;
  return {
    shutDown: found.shutDown.map((vm) => world.get('Vm', vm)).filter((vm) => vm !== undefined),
    done: isClear || isChosen(world.behaviours, 'precheck-result.done', 'finished'),
  };
}

/** The host that a task has entered into maintenance, while it is there. */
export function enteredBy(world: World, task: Id): HostRecord | undefined {
  const record = [...world.all('Maintenance')].find((maintenance) => maintenance.task === task);
  return record && world.get('Host', record.id);
}

type Row = `precheck-result.${'unknown-task' | 'other-task' | 'early' | 'failed'}`;

function unanswered(world: World, row: Row, why: Pick<RefusalDetail, 'code' | 'message'>): PrecheckResult {
  if (isChosen(world.behaviours, row, 'empty')) return NOTHING;
  const isNotFound = row !== 'precheck-result.failed' && isChosen(world.behaviours, row, 'not-found');
  throw new Refusal({ kind: isNotFound ? 'not-found' : 'state', ...why });
}
