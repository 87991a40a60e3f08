/**
 * Matches requests with fault rules.
 * @module
 */
import type { operations } from '../../../../contracts/openapi/generated/wire.ts';
import { hasAnyId } from '../world/find.ts';
import type { HostRecord, VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import type { RequestFault } from './rule.ts';

/** A parsed request. */
export interface ApiRequest {
  readonly operation: keyof operations;
  /** Relative to the base path. */
  readonly path: string;
  readonly body: unknown;
}

/**
 * Reads of the data that CloudTower copies from clusters. It owns tasks, users, labels and logs itself. Assumed, from
 * published comments on its sync.
 */
const COPIED: ReadonlySet<keyof operations> = new Set([
  'GetClusters',
  'GetClustersConnection',
  'GetHosts',
  'GetHostsConnection',
  'GetVms',
  'GetVmsConnection',
  'GetVmPlacementGroups',
  'GetVmPlacementGroupsConnection',
]);

/** Whether a request matches a rule. */
export function matchesRequest(
  world: World,
  rule: RequestFault,
  { operation, path, body }: ApiRequest,
): boolean {
  if (rule.operation !== undefined && rule.operation !== operation && rule.operation !== path) return false;
  if (rule.do === 'read-lag' && !COPIED.has(operation)) return false;
  return (
    (rule.vm === undefined || mentions(world, 'Vm', body, rule.vm)) &&
    (rule.host === undefined || mentions(world, 'Host', body, rule.host))
  );
}

/** Whether any text in a body is the name, id or local_id of the host or VM called `name`. */
function mentions(world: World, table: 'Host' | 'Vm', body: unknown, name: string): boolean {
  if (typeof body === 'string')
    return (
      body === name || hasAnyId(byId(world, table, body), name) || hasAnyId(byId(world, table, name), body)
    );
  if (typeof body !== 'object' || body === null) return false;
  return Object.values(body).some((value) => mentions(world, table, value, name));
}

function byId(world: World, table: 'Host' | 'Vm', id: string): HostRecord | VmRecord | undefined {
  return world.get(table, id) ?? world.where(table, 'local_id', id)[0];
}
