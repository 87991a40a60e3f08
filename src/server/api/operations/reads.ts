/**
 * The reads of every entity: a list of whole entities, and a connection that counts.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { matching, parseQuery, runQuery } from '../../engine/query/query.ts';
import { rowOf, toWire } from '../../engine/query/read.ts';
import type { EntityName } from '../../engine/world/tables.ts';
import type { Json } from '../../worlds/answer-cache.ts';
import type { Call, Handler } from '../call.ts';

/** get-X: the entities of the page. */
export function list(name: EntityName): Handler {
  return ({ world, catalogue, answerCache: answers, entityJson: shown, body }: Call) =>
    answers.get(`${name} ${JSON.stringify(body)}`, world.version(), () => {
      const query = parseQuery({ catalogue, behaviours: world.behaviours }, name, body);
      return joined(runQuery(world, query).map((row) => shown.json(query.entity, row)));
    });
}

/** The same read of tasks, which first lets the tasks it finds be polled. */
export function polling(read: Handler): Handler {
  return (call) => {
    const { world, catalogue, body } = call;
    const dialect = { catalogue, behaviours: world.behaviours };
    call.poll(() => runQuery(world, parseQuery(dialect, 'Task', body)).map(({ id }) => id));
    return read(call);
  };
}

/** A JSON array of what is JSON already. A small one goes out faster as text, in one piece with its headers; a large one as bytes. */
function joined(items: readonly Uint8Array[]): Json {
  const parts = items.flatMap((item, index) => (index === 0 ? [item] : [COMMA, item]));
  const bytes = Buffer.concat([OPEN, ...parts, CLOSE]);
  return bytes.byteLength < SMALL ? bytes.toString() : bytes;
}

/** Bytes. */
const SMALL = 16 * 1024;

const OPEN = Buffer.from('[');
const COMMA = Buffer.from(',');
const CLOSE = Buffer.from(']');

/** Who the token belongs to. */
export function myInfo({ world, catalogue, caller: { user } }: Call): string {
  const row = user === null ? undefined : rowOf(world, 'User', user);
  if (row === undefined) throw new Error('A call without a user came through.');
  return JSON.stringify(toWire(world, catalogue.entity('User'), row));
}

/** get-X-connection: how many are on the page, or match, by behaviour. */
export function connection(name: EntityName): Handler {
  return ({ world, catalogue, body }: Call) => {
    const query = parseQuery({ catalogue, behaviours: world.behaviours }, name, body);
    const isPage = isChosen(world.behaviours, 'connection.count', 'page');
    const count = (isPage ? runQuery : matching)(world, query).length;
    return JSON.stringify({ aggregate: { count } });
  };
}
