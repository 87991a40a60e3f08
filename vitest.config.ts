import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['contracts/suite/*.test.ts'],
          globalSetup: ['test/serve-target.ts'],
        },
      },
    ],
  },
});
