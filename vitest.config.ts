import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{server,worker,shared,db,admin,test}/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 30_000 } },
    // Two cores: each suite runs a server and a database of its own.
    maxWorkers: 2,
    pool: 'forks',
  },
});
