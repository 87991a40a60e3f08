/**
 * The audit log of user actions. Documented: the names of entering and leaving maintenance. The names of other actions
 * are assumed.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { toIso } from '../time/iso.ts';
import type { Id, TaskRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import type { NewTask } from './task.ts';

/** Entries that a world keeps. A new entry replaces the oldest one. */
const AUDIT_LIMIT = 10_000;

/** A precheck only reads, so it is not logged. */
const UNLOGGED: readonly string[] = ['enterMaintenanceModePreCheck'];

/** Opens the entry of a new task. Returns its id, or null if the task is not logged. */
export function openAudit(world: World, task: TaskRecord, { mutation, resource }: NewTask): Id | null {
  if (UNLOGGED.includes(mutation)) return null;
  const [oldest] = world.ids('UserAuditLog');
  if (oldest !== undefined && world.size('UserAuditLog') >= AUDIT_LIMIT) world.remove('UserAuditLog', oldest);
  const id = world.random.cuid(world.now);
  const user = task.user === null ? undefined : world.get('User', task.user);
  world.insert('UserAuditLog', {
    action: actionOf(world, mutation),
    auth_type: null,
    cluster: task.cluster,
    createdAt: toIso(world.now),
    finished_at: null,
    id,
    ip_address: '127.0.0.1',
    message: task.description,
    resource_id: task.resource_id,
    resource_type: resource.type,
    started_at: toIso(world.now),
    status: null,
    user: task.user,
    username: user?.username ?? null,
  });
  return id;
}

/** Returns the mutation in upper case. The web UI also knows a misspelt form for maintenance. */
function actionOf(world: World, mutation: string): string {
  const action = mutation.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  if (isChosen(world.behaviours, 'audit.action', 'maintenance')) return action;
  return action.replace('MAINTENANCE_MODE', 'MAINTAINANCE');
}

/** Closes an entry with the final status of its task. */
export function closeAudit(world: World, id: Id | null, status: 'FAILED' | 'SUCCESSED'): void {
  if (id === null || world.get('UserAuditLog', id) === undefined) return;
  world.update('UserAuditLog', id, { status, finished_at: toIso(world.now) });
}
