/**
 * Replays the requests that a page of the documentation shows, and compares their answers with those printed there.
 * @module
 */
import { expect } from 'vitest';
import type { TestFake } from './fake.ts';

/** `$ ct PATH 'BODY'` asks CloudTower's API, `$ ctl PATH 'BODY'` the control API. The next line is the answer. */
const REQUEST = /^\$ (ctl?) (\S+) '(.*)'\n(.*)$/gm;

/**
 * Sends the requests of every console block, in order. An answer that the page cuts with … is compared as far as it is
 * printed. Calls `afterBlock` after each block. Returns the number of requests.
 */
export async function replay(fake: TestFake, page: string, afterBlock: () => void): Promise<number> {
  /** Ids of tasks carry the time: those printed stand for those that come. */
  const ids = new Map<string, string>();
  const real = (text: string) =>
    [...ids].reduce((result, [printed, actual]) => result.replaceAll(printed, actual), text);
  let requests = 0;
  for (const [, block = ''] of page.matchAll(/```console\n([\s\S]*?)```/g)) {
    for (const [, api, path = '', json = '', printed = ''] of block.matchAll(REQUEST)) {
      const body: unknown = JSON.parse(real(json));
      const sent = api === 'ct' ? fake.post(path, body) : fake.control<unknown>('POST', path, Object(body));
      const answer: Record<string, unknown> = Object((await sent).body);
      const { task_id } = answer;
      const [, id] = /"task_id":"(\w+)"/.exec(printed) ?? [];
      if (id !== undefined && typeof task_id === 'string') ids.set(id, task_id);
      const [beginning = '', isCut] = real(printed).split('…');
      const text = JSON.stringify(answer);
      expect(isCut === undefined ? text : text.slice(0, beginning.length), path).toBe(beginning);
      requests += 1;
    }
    afterBlock();
  }
  return requests;
}
