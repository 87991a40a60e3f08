/**
 * The reads of every entity: a list of whole entities, and a connection with their count.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { matching, parseQuery, runQuery } from '../../engine/query/query.ts';
import { rowOf, toWire } from '../../engine/query/read.ts';
import { relax } from '../../engine/query/relax.ts';
import { parseWhere } from '../../engine/query/where.ts';
import { CHANGING_FIELDS } from '../../engine/task/task.ts';
import type { Id } from '../../engine/world/records.ts';
import type { EntityName } from '../../engine/world/tables.ts';
import type { Json } from '../../worlds/view.ts';
import type { Call, Handler } from '../call.ts';

/** Returns the handler of get-X, which answers with the entities of the page. */
export function listHandler(name: EntityName): Handler {
  return reported(name, 'list', ({ world, catalogue, answerCache, entityJson, body }) =>
    answerCache.get(`${name} ${JSON.stringify(body)}`, world.version(), () => {
      const query = parseQuery({ catalogue, behaviours: world.behaviours }, name, body);
      return jsonArray(runQuery(world, query).map((row) => entityJson.json(query.entity, row)));
    }),
  );
}

/**
 * Returns the same read, which first reports what the client may be waiting for: tasks, or that the read is answered
 * differently.
 */
function reported(name: EntityName, form: 'list' | 'connection', read: Handler): Handler {
  return (call) => {
    if (name === 'Task') call.poll(() => polledTasks(call));
    else call.watch(() => `${name} ${form} ${JSON.stringify(call.body)}`);
    return read(call);
  };
}

/**
 * Returns the tasks that the filter of a read matches, or could match later. The page does not count, because other
 * tasks may stand on it later.
 */
function polledTasks({ world, catalogue, body }: Call): Id[] {
  const dialect = { catalogue, behaviours: world.behaviours };
  const { entity, where: asked } = parseQuery(dialect, 'Task', body);
  const where = relax(entity, asked, CHANGING_FIELDS);
  const test = parseWhere(dialect, entity, where, 'where');
  return matching(world, { entity, where, test }).map(({ id }) => id);
}

/**
 * Returns a JSON array of items that are JSON already. The adapter sends a small text in one piece with the headers,
 * which is faster; a large array is faster as bytes.
 */
function jsonArray(items: readonly Uint8Array[]): Json {
  const parts = items.flatMap((item, index) => (index === 0 ? [item] : [COMMA, item]));
  const bytes = Buffer.concat([OPEN, ...parts, CLOSE]);
  return bytes.byteLength < TEXT_LIMIT ? bytes.toString() : bytes;
}

/** Arrays of fewer bytes are sent as text. */
const TEXT_LIMIT = 16 * 1024;

const OPEN = Buffer.from('[');
const COMMA = Buffer.from(',');
const CLOSE = Buffer.from(']');

/** Answers with the user of the token. */
export function myInfo({ world, catalogue, caller: { user } }: Call): string {
  const row = user === null ? undefined : rowOf(world, 'User', user);
  if (row === undefined) throw new Error('A call without a user came through.');
  return JSON.stringify(toWire(world, catalogue.entity('User'), row));
}

/** Returns the handler of get-X-connection, which counts the page or, by behaviour, all matches. */
export function connectionHandler(name: EntityName): Handler {
  return reported(name, 'connection', ({ world, catalogue, body }) => {
    const query = parseQuery({ catalogue, behaviours: world.behaviours }, name, body);
    const isPage = isChosen(world.behaviours, 'connection.count', 'page');
    const count = (isPage ? runQuery : matching)(world, query).length;
    return JSON.stringify({ aggregate: { count } });
  });
}
