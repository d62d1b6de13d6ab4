import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { suitesForOneDatabase } from './test/select-suites.ts';

/** Suites with a browser or processes take longest: started last, they would leave a worker idle. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // It waits through two minutes of faults, while others work.
    const isLongest = ({ moduleId }: TestSpecification) => /\/test\/chaos/.test(moduleId);
    const isLong = ({ moduleId }: TestSpecification) =>
      /\/admin\/|\/test\/(?:cluster|process|commands|command-line|private-logs|storage-move|bucket)|\/hostile-uploads|\/running-ingest|\/ingest\.test|\/encryption\/|\/portal\/|\/imports\/|\/restore|\/pool\.test|\/observe|\/security\/audit\//.test(
        moduleId,
      );
    const rank = (file: TestSpecification) => (isLongest(file) ? 0 : isLong(file) ? 1 : 2);
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ['{server,worker,shared,db,admin,test}/**/*.test.ts'],
    // SUITES=database: those alone whose result can depend on which database it is, as CI runs them on a second one.
    exclude: [
      ...configDefaults.exclude,
      ...(process.env['SUITES'] === 'database' ? suitesForOneDatabase(import.meta.dirname) : []),
    ],
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/property-seed.ts'],
    testTimeout: 600_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    // React and Express as they run in production: their development builds check and print what slows every page.
    // The threads and processes that tests start find compiled code, of this run or an earlier one.
    env: {
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: new URL('node_modules/.cache/compiled', import.meta.url).pathname,
    },
    // More than the two cores: each suite runs its own server and database, and waits a lot.
    maxWorkers: 4,
    pool: 'forks',
    // Node 24 can end in the middle of collecting compiled WebAssembly (V8: "allocations_.erase(addr) == 1").
    execArgv: ['--no-wasm-code-gc'],
    // Suites in one process share loaded modules and compiled WebAssembly; their data is their own.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
