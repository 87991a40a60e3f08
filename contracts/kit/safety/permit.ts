/**
 * Which requests may be sent to a real target. Nothing is allowed but what this table lists, so that no case can
 * do harm by mistake.
 * @module
 */
import { TIERS, type Tier } from '../case/case.ts';
import { isRead } from '../session/path.ts';
import type { Scope } from './baseline.ts';

export interface Permission {
  /** The most that a request may do. */
  readonly ceiling: Tier;
  /** What may be touched; absent for a run that only reads. */
  readonly scope?: Scope;
  /** The operator's account. It is never sent a wrong password, which could lock it. */
  readonly account?: { readonly user?: string; readonly password?: string };
}

export interface WantedRequest {
  /** After the base URL, such as `/get-hosts`. */
  readonly path: string;
  /** The body as data; undefined if there is none, or if it is no JSON. */
  readonly body: unknown;
}

type Json = Readonly<Record<string, unknown>>;

interface Mutation {
  readonly tier: Tier;
  /** Whether a body touches nothing but the host and its VMs. */
  readonly staysWithin: (body: Json, scope: Scope) => boolean;
}

const VM_MUTATION: Mutation = {
  tier: 'lifecycle',
  staysWithin: (body, scope) =>
    hasOnly(body, ['where', 'data']) && selectsVms(body['where'], scope) && goesTo(body['data'], scope),
};

const HOST_MUTATION: Mutation = {
  tier: 'lifecycle',
  staysWithin: (body, scope) =>
    hasOnly(body, ['where', 'data']) &&
    selects(body['where'], 'host_id', [scope.host.id]) &&
    listsVms(body['data'], scope),
};

/** All that these do can be undone. Cutting power, deleting and renaming are not among them. */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  '/enter-maintenance-mode-precheck': {
    tier: 'precheck',
    staysWithin: (body, { host }) => hasOnly(body, ['where']) && selects(body['where'], 'id', [host.id]),
  },
  '/enter-maintance-mode': HOST_MUTATION,
  '/exit-maintance-mode': HOST_MUTATION,
  '/start-vm': VM_MUTATION,
  '/shutdown-vm': VM_MUTATION,
  '/restart-vm': VM_MUTATION,
  '/suspend-vm': VM_MUTATION,
  '/resume-vm': VM_MUTATION,
  '/migrate-vm': VM_MUTATION,
};

/** Returns why a request must not be sent; undefined if it may. */
export function whyForbidden({ path, body }: WantedRequest, permission: Permission): string | undefined {
  const { ceiling, scope, account } = permission;
  if (/^\/+login\b/.test(path) && risksLock(body, account)) return 'A wrong password could lock the account.';
  if (isRead(path)) return undefined;
  if (scope === undefined || ceiling === 'read')
    return `This run only reads, and ${path} could change something.`;
  const mutation = Object.hasOwn(MUTATIONS, path) ? MUTATIONS[path] : undefined;
  if (mutation === undefined)
    return `${path} is not asked of a real target: what it does could not be undone.`;
  if (TIERS.indexOf(mutation.tier) > TIERS.indexOf(ceiling))
    return `${path} does more than the cases of tier ${ceiling} may.`;
  if (isObject(body) && mutation.staysWithin(body, scope)) return undefined;
  return `${path} might touch more than host ${scope.host.name} and its VMs.`;
}

function risksLock(body: unknown, account: Permission['account']): boolean {
  return isObject(body) && body['username'] === account?.user && body['password'] !== account?.password;
}

function selectsVms(where: unknown, { vms }: Scope): boolean {
  const ids = vms.map(({ id }) => id);
  const uuids = vms.map(({ local_id }) => local_id);
  return (
    selects(where, 'id', ids) ||
    selects(where, 'id_in', ids) ||
    selects(where, 'local_id', uuids) ||
    selects(where, 'local_id_in', uuids)
  );
}

/** Selects nothing: no id is so short. */
const NOBODY = 'nobody';

/** Whether a selector has this member alone, with at least one of these values and no other. */
function selects(where: unknown, member: string, known: readonly string[]): boolean {
  if (!isObject(where) || !hasOnly(where, [member])) return false;
  const value = where[member];
  const values: readonly unknown[] = member.endsWith('_in') && Array.isArray(value) ? value : [value];
  const isKnown = (one: unknown) => typeof one === 'string' && (one === NOBODY || known.includes(one));
  return values.length > 0 && values.every(isKnown);
}

/** Whether the lists of an enter or exit name nothing but VMs of the host. */
function listsVms(data: unknown, { vms }: Scope): boolean {
  const uuids = vms.map(({ local_id }) => local_id);
  return (
    isObject(data) &&
    Object.values(data).every((list) => Array.isArray(list) && list.every((one) => uuids.includes(one)))
  );
}

function goesTo(data: unknown, { host, neighbours }: Scope): boolean {
  return data === undefined || selects(data, 'host_id', [host.id, ...neighbours]);
}

function hasOnly(object: Json, members: readonly string[]): boolean {
  return Object.keys(object).every((name) => members.includes(name));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
