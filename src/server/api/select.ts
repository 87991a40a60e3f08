/**
 * Selects the hosts and VMs that the `where` of an operation matches.
 * @module
 */
import { isChosen } from '../../../contracts/behaviours/index.ts';
import { message } from '../engine/language/message.ts';
import type { Catalogue } from '../engine/query/catalogue.ts';
import { excludesNothing } from '../engine/query/condition.ts';
import { matching } from '../engine/query/query.ts';
import { asObject, parseWhere } from '../engine/query/where.ts';
import type { HostRecord, Id } from '../engine/world/records.ts';
import { Refusal } from '../engine/world/refusal.ts';
import type { World } from '../engine/world/world.ts';
import { BadRequest, InvalidBody } from '../http/bad-request.ts';
import { notAllowed } from '../http/payload.ts';
import type { Call } from './call.ts';

/**
 * Returns the only host that matches. Throws Refusal if no host matches, and if several match, unless a behaviour
 * chooses the first.
 */
export function selectHost(world: World, catalogue: Catalogue, where: unknown): HostRecord {
  const entity = catalogue.entity('Host');
  const dialect = { catalogue, behaviours: world.behaviours };
  const hosts = matching(world, { entity, where, test: parseWhere(dialect, entity, where, 'where') });
  const [host] = hosts;
  if (host === undefined) {
    throw new Refusal({ kind: 'no-host', code: 'LOAD_HOST_FAILED', message: message('select.no-host') });
  }
  if (hosts.length > 1 && !isChosen(world.behaviours, 'host-filter.several', 'first')) {
    throw new Refusal({
      kind: 'ambiguous',
      code: 'LOAD_HOST_FAILED',
      message: message('select.several-hosts', { count: hosts.length }),
    });
  }
  return world.must('Host', host.id);
}

/**
 * Returns the ids of the VMs or hosts that match. By behaviour, throws BadRequest for a `where` that excludes nothing
 * and Refusal if nothing matches.
 */
export function selectMany({ world, catalogue }: Call, name: 'Vm' | 'Host', where: unknown): Id[] {
  const entity = catalogue.entity(name);
  const given = asObject(where, 'where');
  const test = parseWhere({ catalogue, behaviours: world.behaviours }, entity, given, 'where');
  if (excludesNothing(test) && isChosen(world.behaviours, 'operation.empty-where', 'refused')) {
    throw new BadRequest(400, message('select.empty', { entity: name }));
  }
  const ids = matching(world, { entity, where, test }).map(({ id }) => id);
  if (ids.length === 0 && isChosen(world.behaviours, 'operation.unmatched-where', 'not-found')) {
    throw new Refusal({ kind: 'not-found', message: message('select.none', { entity: name }) });
  }
  return ids;
}

/**
 * Returns the body in the form of the specification. The vendor's prose and samples write `where.id` where the
 * specification has `where.task_id` or `where.host_id`; whether that is accepted is a behaviour. Throws InvalidBody
 * if `where.id` is no text or the two ids differ.
 */
export function acceptDocsId({ world }: Call, body: unknown, name: 'task_id' | 'host_id'): unknown {
  if (isChosen(world.behaviours, 'selector.id', 'refused')) return body;
  const request = asObject(body, 'body');
  if (typeof request['where'] !== 'object' || request['where'] === null) return body;
  const where = asObject(request['where'], 'where');
  const { id, [name]: specified, ...rest } = where;
  if (id === undefined || (specified !== undefined && typeof specified !== 'string')) return body;
  if (typeof id !== 'string') throw new InvalidBody(notAllowed('where.id', message('type.string'), id));
  if (specified === undefined) return { ...request, where: { ...rest, [name]: id } };
  if (specified === id) return body;
  throw new InvalidBody(message('select.two-ids', { name }));
}
