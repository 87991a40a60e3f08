/**
 * The lines of an intent file, and what they add up to.
 * @module
 */
import type { Schema } from '../../openapi/schema.ts';
import { validator } from '../../openapi/validator.ts';
import type { Baseline } from './baseline.ts';

interface Owner {
  readonly pid: number;
  readonly hostname: string;
}

/** The first line. */
export interface Begun extends Owner {
  readonly kind: 'begun';
  readonly version: 1;
  readonly target: { readonly url: string; readonly version: string };
  readonly before: Baseline;
}

/** Each line also has `at`, the wall time it was written. */
export type Line =
  | Begun
  | { readonly kind: 'intent'; readonly n: number; readonly path: string; readonly body: unknown }
  | {
      readonly kind: 'answer';
      readonly n: number;
      readonly status: number;
      readonly tasks: readonly string[];
    }
  /** Everything is as in the baseline again. */
  | { readonly kind: 'restored' }
  /** A sweep takes the file over. */
  | ({ readonly kind: 'swept' } & Owner)
  | { readonly kind: 'done' };

export interface IntentLog {
  readonly target: Begun['target'];
  readonly baseline: Baseline;
  /** The process that wrote last. */
  readonly owner: Owner;
  /** How many intents there are. */
  readonly count: number;
  /** Tasks that were started since everything was last as in the baseline. */
  readonly tasks: readonly string[];
  /** How many requests may have arrived without their answers being seen. */
  readonly unanswered: number;
  readonly isDone: boolean;
  /** Where the last whole line ends. The rest was cut off while it was written: its request was never sent. */
  readonly wholeBytes: number;
}

/** Replays the text of an intent file. Throws Error naming a line that is invalid. */
export function replay(text: string): IntentLog {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const [begun, ...lines] = whole.split('\n').slice(0, -1).map(parseLine);
  if (begun?.kind !== 'begun') throw new Error('line 1 does not say how the host was before.');
  const start: IntentLog = {
    target: begun.target,
    baseline: begun.before,
    owner: ownerOf(begun),
    count: 0,
    tasks: [],
    unanswered: 0,
    isDone: false,
    wholeBytes: Buffer.byteLength(whole),
  };
  return lines.reduce((log, line) => ({ ...log, ...changeBy(line, log) }), start);
}

function changeBy(line: Line, { tasks, unanswered }: IntentLog): Partial<IntentLog> {
  switch (line.kind) {
    case 'begun':
      throw new Error('two runs share it.');
    case 'intent':
      return { count: line.n, unanswered: unanswered + 1 };
    case 'answer':
      return { unanswered: unanswered - 1, tasks: [...tasks, ...line.tasks] };
    case 'restored':
      return { tasks: [], unanswered: 0 };
    case 'swept':
      return { owner: ownerOf(line) };
    case 'done':
      return { isDone: true };
  }
}

function ownerOf({ pid, hostname }: Owner): Owner {
  return { pid, hostname };
}

function parseLine(text: string, index: number): Line {
  const data = parseJson(text);
  if (is('Line', data)) return data;
  throw new Error(`line ${index + 1} cannot be understood.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const text: Schema = { type: 'string' };
const integer: Schema = { type: 'integer' };
const owner = { pid: integer, hostname: text };
const named: Schema = { type: 'object', required: ['id', 'name'], properties: { id: text, name: text } };

function lineSchema(
  kind: Line['kind'],
  required: readonly string[],
  properties: Schema['properties'] = {},
): Schema {
  return { required, properties: { kind: { type: 'string', enum: [kind] }, ...properties } };
}

const { is } = validator<{ readonly Line: Line }>({
  components: {
    schemas: {
      Line: {
        type: 'object',
        required: ['kind'],
        oneOf: [
          lineSchema('begun', ['version', 'target', 'before', 'pid', 'hostname'], {
            ...owner,
            version: { type: 'integer', minimum: 1, maximum: 1 },
            target: { type: 'object', required: ['url', 'version'] },
            before: {
              type: 'object',
              required: ['host', 'cluster', 'vms'],
              properties: {
                host: named,
                cluster: named,
                vms: { type: 'array', items: { ...named, required: ['id', 'name', 'local_id', 'status'] } },
              },
            },
          }),
          lineSchema('intent', ['n', 'path'], { n: integer }),
          lineSchema('answer', ['n', 'status', 'tasks'], { tasks: { type: 'array', items: text } }),
          lineSchema('restored', []),
          lineSchema('swept', ['pid', 'hostname'], owner),
          lineSchema('done', []),
        ],
      },
    },
  },
});
