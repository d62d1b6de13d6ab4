import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What opens a browser or starts processes takes longest: begun last, it would leave a worker with nothing to do. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      /\/admin\/|\/test\/process|\/hostile-uploads|\/running-ingest|\/encryption\//.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['{server,worker,shared,db,admin,test}/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/property-seed.ts'],
    testTimeout: 180_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 30_000 } },
    // One more than the two cores that there are: each suite runs a server and a database of its own, and waits for much.
    maxWorkers: 3,
    pool: 'forks',
    // Suites of one process share what is loaded and compiled; what they work on is each one's own.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
