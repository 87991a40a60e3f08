/**
 * The schema of a snapshot. The schemas of entity records come from the wire contract, with ids for relations and
 * without computed fields. The compiler compares all other schemas with the engine's types.
 * @module
 */
import { controlApi } from '../../../../contracts/control/generated/document.ts';
import { type Field, fieldsOf } from '../../../../contracts/openapi/fields.ts';
import { contract } from '../../../../contracts/openapi/generated/document.ts';
import type { Schema } from '../../../../contracts/openapi/schema.ts';
import { validator } from '../../../../contracts/openapi/validator.ts';
import type { PendingChanges } from '../../engine/fault/lagged-world.ts';
import type { LedgerState } from '../../engine/fault/ledger.ts';
import type { LostHost } from '../../engine/fault/lost-host.ts';
import type { Fault, FaultRule } from '../../engine/fault/rule.ts';
import type { StepFaultsState } from '../../engine/fault/step-faults.ts';
import type { Language, Text } from '../../engine/language/text.ts';
import type { AgendaState, Entry } from '../../engine/time/agenda.ts';
import type { ClockStatus } from '../../engine/time/clock.ts';
import { LAST_INSTANT } from '../../engine/time/iso.ts';
import { VM_CHANGES } from '../../engine/vm/changes.ts';
import { DERIVED } from '../../engine/world/derived.ts';
import { ERROR_CODES, type ErrorCode } from '../../engine/world/error-codes.ts';
import type { Due, Failure, Job, Occurrence, Step, StepKind, StepOf, Why } from '../../engine/world/job.ts';
import type { RandomState } from '../../engine/world/random.ts';
import type {
  EvacuatedVm,
  Finding,
  MaintenanceRecord,
  PrecheckRecord,
  TableName,
  Tables,
} from '../../engine/world/records.ts';
import { type EntityName, isEntityName, relationOf, TABLE_NAMES } from '../../engine/world/tables.ts';
import { RECORD_LIMIT, type WorldState } from '../../engine/world/world.ts';
import {
  BREAKPOINT_LIMIT,
  type Breakpoint,
  type BreakpointRule,
  type BreakpointsState,
} from '../breakpoints.ts';
import { ControlRefusal } from '../control-refusal.ts';
import { FAULT_LIMIT, type FaultsState, LAG_LIMIT } from '../faults.ts';
import type { SimulationState, Start } from '../simulation.ts';
import {
  boolean,
  component,
  integer,
  list,
  nullable,
  type Optional,
  object,
  oneOf,
  opaque,
  pair,
  type Required,
  type SchemaOf,
  string,
} from './schema.ts';

/** The head of a snapshot and the state of its world. */
export type Content = SimulationState & SnapshotHead;

export interface SnapshotHead {
  /** The checksum of all other members. */
  readonly checksum: string;
  readonly format: string;
  readonly version: number;
  /** The name of the world that the snapshot was taken from. */
  readonly name: string;
  /** The API version of the server. A server of any version can load the snapshot. */
  readonly api_version: string;
}

/** Throws ControlRefusal that names the first place that does not match the schema. */
export function assertShape(data: unknown): asserts data is Content {
  const [finding] = findings(content, data);
  if (finding === undefined) return;
  const place = `snapshot${finding.place.replaceAll('/', '.')}`;
  throw new ControlRefusal('invalid', `${place} ${finding.message}.`);
}

/** Checks against the schemas of both the wire contract and the control API. */
const { findings } = validator({
  components: { schemas: { ...contract.components.schemas, ...controlApi.components.schemas } },
});

const id = string;
const ids = list(id, RECORD_LIMIT);
const count = integer(0);
const instant = integer(0, LAST_INSTANT);

const text = object<Text>({ 'en-US': string, 'zh-CN': string });
const code: SchemaOf<ErrorCode> = { type: 'string', enum: Object.keys(ERROR_CODES) };
const failure = object<Failure>({ code, message: text });
const why = object<Why>({ reason: text }, { rule: string });

const random = object<RandomState>({
  words: {
    type: 'array',
    items: integer(0, 2 ** 32 - 1),
    minItems: 4,
    maxItems: 4,
  },
  ids: count,
});

type Members<K extends StepKind> = Omit<StepOf<K>, 'kind'>;

/** The required and optional members of each kind of step. */
const STEPS: {
  readonly [K in StepKind]: readonly [Required<Members<K>>, Optional<Members<K>>?];
} = {
  precheck: [{}],
  'check-environment': [{}],
  'live-migrate': [{ vm: id, name: string, to: id, why }],
  'offline-migrate': [{ vm: id, name: string, to: id, why }],
  'shut-down': [{ vm: id, name: string, why }],
  'refuse-shut-down': [{ vm: id, why }],
  'storage-maintenance': [{}],
  fail: [{ failure }],
  'leave-maintenance': [{}],
  'power-on': [{ vm: id, name: string }],
  start: [{ vm: id, to: id }],
  'change-vm': [{ vm: id, change: { type: 'string', enum: Object.keys(VM_CHANGES) } }],
  'rename-host': [{}, { name: string, scvm_name: string }],
  'power-off-host': [{}],
  'power-on-host': [{}],
};

const step: SchemaOf<Step> = {
  type: 'object',
  required: ['kind'],
  oneOf: Object.entries(STEPS).map(([kind, [required, optional]]) => ({
    additionalProperties: false,
    required: ['kind', ...Object.keys(required)],
    properties: { kind: { type: 'string', enum: [kind] }, ...required, ...optional },
  })),
};

const job = object<Job>({
  id,
  kind: component('JobKind'),
  host: nullable(id),
  shutDown: ids,
  steps: list(step, RECORD_LIMIT),
  at: integer(-1),
  language: oneOf<Language>({ 'en-US': true, 'zh-CN': true }),
  audit: nullable(id),
  waits: boolean,
  failure: nullable(failure),
  detached: boolean,
  vmTask: nullable(id),
});

const precheck = object<PrecheckRecord>({
  id,
  host: id,
  shutDown: ids,
  blocking: list(object<Finding>({ check: string, reason: text }), RECORD_LIMIT),
});

const evacuatedVm = object<EvacuatedVm>({
  vm: id,
  uuid: string,
  name: string,
  ha: boolean,
  inBin: boolean,
  action: oneOf<EvacuatedVm['action']>({ 'live-migrate': true, 'offline-migrate': true, 'shut-down': true }),
  host: id,
});

const maintenance = object<MaintenanceRecord>({ id, task: id, vms: list(evacuatedVm, RECORD_LIMIT) });

/** The schemas of tables that are not entities of the wire. */
const OWN: { readonly [T in Exclude<TableName, EntityName>]: SchemaOf<Tables[T]> } = {
  Job: job,
  Precheck: precheck,
  Maintenance: maintenance,
};

const tables: SchemaOf<WorldState['tables']> = {
  type: 'object',
  additionalProperties: false,
  required: TABLE_NAMES,
  properties: Object.fromEntries(
    TABLE_NAMES.map((table) => [table, { type: 'array', maxItems: RECORD_LIMIT, items: recordOf(table) }]),
  ),
};

function recordOf(table: TableName): Schema {
  return isEntityName(table) ? entityRecord(table) : OWN[table];
}

/** Returns the schema of a stored entity record. */
function entityRecord(entity: EntityName): Schema {
  const fields = fieldsOf(contract, entity).filter(({ name }) => isStored(entity, name));
  return {
    type: 'object',
    additionalProperties: false,
    required: fields.map(({ name }) => name),
    properties: Object.fromEntries(fields.map((field) => [field.name, valueOf(entity, field)])),
  };
}

function isStored(entity: EntityName, field: string): boolean {
  return !DERIVED[entity]?.fields.includes(field) && relationOf(entity, field)?.kind !== 'many';
}

function valueOf(entity: EntityName, { name, required }: Field): Schema {
  switch (relationOf(entity, name)?.kind) {
    case 'one':
      return required ? id : nullable(id);
    case 'list':
      return { type: 'array', items: id };
    default:
      return entityField(entity, name);
  }
}

type Happening<K extends Occurrence['kind']> = Extract<Occurrence, { kind: K }>;

const due: SchemaOf<Due> = {
  type: 'object',
  oneOf: [
    object<{ readonly task: string }>({ task: id }),
    object<Happening<'start-host'>>({ kind: oneOf({ 'start-host': true }), host: id }),
    object<Happening<'restart-vm'>>({ kind: oneOf({ 'restart-vm': true }), vm: id, host: id }),
  ],
};

const world = object<WorldState>({
  seed: string,
  now: instant,
  behaviours: opaque(),
  chance: random,
  agenda: object<AgendaState<Due>>({
    entries: list(object<Entry<Due>>({ at: instant, seq: count, what: due }), RECORD_LIMIT),
    seq: count,
  }),
  tables,
});

const start = object<Start>(
  {
    scenarioName: string,
    scenario: opaque(),
    seed: string,
    clock: component('ClockSetting'),
    behaviours: opaque(),
    breakpoints: list(component<BreakpointRule>('BreakpointRule'), BREAKPOINT_LIMIT),
    faults: list(component<FaultRule>('FaultRule'), FAULT_LIMIT),
  },
  { start: instant },
);

/** The changes have no schema: the check for consistency replays them. */
const lag: SchemaOf<readonly [string, PendingChanges]> = { type: 'array', minItems: 2, maxItems: 2 };

const faults = object<FaultsState>({
  ledger: object<LedgerState>({
    count,
    chance: random,
    faults: list(component<Fault>('Fault'), FAULT_LIMIT),
  }),
  steps: object<StepFaultsState>({
    fates: list(pair(id), RECORD_LIMIT),
    lost: list(
      object<LostHost>({
        fault: string,
        host: id,
        status: entityField('Host', 'status'),
        was: entityField('Host', 'status'),
      }),
      FAULT_LIMIT,
    ),
  }),
  lags: list(lag, LAG_LIMIT),
});

function entityField<T>(entity: EntityName, name: string): SchemaOf<T> {
  return contract.components.schemas[entity]?.properties?.[name] ?? {};
}

const content = object<Content>({
  checksum: string,
  format: string,
  version: count,
  name: string,
  api_version: string,
  start,
  clock: object<ClockStatus>({ mode: component('ClockMode'), speed: component('Speed'), held: boolean }),
  world,
  breakpoints: object<BreakpointsState>({
    count,
    all: list(component<Breakpoint>('Breakpoint'), BREAKPOINT_LIMIT),
  }),
  faults,
  requests: count,
});
