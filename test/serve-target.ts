/**
 * Serves a fake for the contract suite, unless CONTRACT_URL names another target.
 * @module
 */
import type { TestProject } from 'vitest/node';
import { createFake } from '../src/server/fake.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the contract suite finds its target. */
    contractUrl: string;
  }
}

export default async function serveTarget({
  provide,
}: TestProject): Promise<(() => Promise<void>) | undefined> {
  const url = process.env['CONTRACT_URL'];
  if (url !== undefined) {
    provide('contractUrl', url);
    return undefined;
  }
  const listening = await createFake().listen();
  provide('contractUrl', listening.url);
  return () => listening.close();
}
