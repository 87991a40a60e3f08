/**
 * The operations on hosts that are not maintenance.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { operateHostPower, updateHosts } from '../../engine/host/operate.ts';
import { message } from '../../engine/language/message.ts';
import { toWire } from '../../engine/query/read.ts';
import { findHost } from '../../engine/world/find.ts';
import type { Id } from '../../engine/world/records.ts';
import { BadRequest } from '../../http/bad-request.ts';
import type { Call } from '../call.ts';
import { selectMany } from '../select.ts';
import { shownOf } from './mutation.ts';

export function UpdateHost(call: Call): string {
  const { where, data } = call.payloads.parse('HostUpdationParams', call.body);
  if (data.ipmi !== undefined) throw new BadRequest(400, message('body.ipmi'));
  const hosts = selectMany(call, 'Host', where).map((id) => call.world.must('Host', id));
  const { name, scvm_name } = data;
  const names = { ...(name !== undefined && { name }), ...(scvm_name !== undefined && { scvm_name }) };
  const tasks = updateHosts(call.world, hosts, names, call.caller);
  return JSON.stringify(tasks.map((task, index) => withHost(call, task.id, hosts[index]?.id ?? '')));
}

export function PowerOffHost(call: Call): string {
  const { where, data } = call.payloads.parse('OperateHostPowerParams', oneBody(call));
  const host = findHost(call.world, where.host_id, 'where.host_id');
  return JSON.stringify(withHost(call, operateHostPower(call.world, host, data, call.caller).id, host.id));
}

/** A body in an array of one stands for itself, by behaviour. */
function oneBody({ world, body }: Call): unknown {
  const isWrapped = Array.isArray(body) && body.length === 1;
  return isWrapped && isChosen(world.behaviours, 'host-power.array-body', 'accepted') ? body[0] : body;
}

/** A task and the host it is about; no task when there is nothing to do. */
export function withHost(
  { world, catalogue }: Call,
  task_id: Id | null,
  host: Id,
): { task_id: Id | null; data: unknown } {
  const entity = catalogue.entity('Host');
  return { task_id, data: shownOf(world, entity, toWire(world, entity, world.must('Host', host))) };
}
