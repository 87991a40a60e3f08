/**
 * A measured server in its own process: `fake CLUSTERS HOSTS VMS` or `bare`. The bare server is Hono on the same
 * adapter. It parses the same bodies and answers with the same bytes.
 * @module
 */
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { createFake, generateScenario } from '../src/index.ts';

const [kind, ...counts] = process.argv.slice(2);
const answers = new Map<string, Buffer>();

if (kind === 'fake') await serveFake();
else serveBare();

async function serveFake(): Promise<void> {
  const [clusters = 1, hosts = 1, vms = 1] = counts.map(Number);
  // The clock is fast, so that a precheck ends before the next one starts.
  const fake = createFake({
    scenario: generateScenario({ clusters, hosts, vms }, '1'),
    clock: { speed: 1_000_000 },
  });
  const { url } = await fake.listen();
  process.on('message', () => {
    globalThis.gc?.();
    process.send?.({ rss: process.memoryUsage().rss, heap: process.memoryUsage().heapUsed });
  });
  process.send?.({ url });
}

function serveBare(): void {
  const app = new Hono();
  app.post('*', async ({ req }) => {
    await req.json();
    const body = answers.get(req.path);
    return new Response(body, { headers: { 'content-type': 'application/json; charset=utf-8' } });
  });
  // The answer of each case comes from the fake.
  process.on('message', (message: { path: string; answer: string }) => {
    answers.set(message.path, Buffer.from(message.answer));
    process.send?.({ ready: message.path });
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    process.send?.({ url: `http://127.0.0.1:${port}` });
  });
}
