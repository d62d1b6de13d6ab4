// The rules of the house. Folders have walls between server, worker, shared, db and admin; within each, subjects
// depend on each other in one order; no import circle between files, type imports included.
import { defineConfig, type OxlintOverride } from 'oxlint';

/** A subject may import the subjects before it in its own part of the tree, and any subject of a part below. */
const SUBJECTS = [
  'platform',
  'security',
  'mail',
  'retrieval',
  'models',
  'billing',
  'tenancy',
  'access',
  'webhooks',
  'documents',
  'chat',
  'evaluations',
  'operations',
  'web',
  'privacy',
  'transport',
];

/** Rotating a key renews whatever the tenants hold under it. */
const ALLOWED: Record<string, string[]> = { security: ['tenancy'], retrieval: ['models'] };

const SERVER = { group: ['**/server/**'], message: 'Only main.ts and tests see both server and worker.' };
const WORKER = { group: ['**/worker/**'], message: 'server and worker share code through shared.' };
const ADMIN = {
  group: ['**/admin/**'],
  message: 'The panel is built and mounted; its source is never imported.',
};
const SHARED = { group: ['**/shared/**'], message: 'db is the lowest layer: it imports nothing above it.' };

type Pattern = { group: string[]; message: string; allowTypeImports?: boolean };
const restrict = (files: string[], patterns: Pattern[]): OxlintOverride => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

/** From `shared/documents/x.ts` or deeper, another subject of the same part is `../chat/…` or `../../chat/…`. */
const laterThan = (subject: string): Pattern[] => {
  const later = SUBJECTS.slice(SUBJECTS.indexOf(subject) + 1).filter(
    (name) => !ALLOWED[subject]?.includes(name),
  );
  if (later.length === 0) return [];
  const regions = later.flatMap((name) => [`../${name}/**`, `../../${name}/**`, `../../../${name}/**`]);
  return [
    { group: regions, message: `${subject} comes before this subject: see the order in oxlint.config.ts.` },
  ];
};

const WALLS: Record<string, Pattern[]> = {
  server: [WORKER, ADMIN],
  worker: [SERVER, ADMIN],
  shared: [SERVER, WORKER, ADMIN],
};

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['build/**', 'data/**', 'node_modules/**'],
  rules: {
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'no-console': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'no-await-in-loop': 'off',
    'no-shadow': 'off',
    'no-underscore-dangle': 'off',
    'no-unmodified-loop-condition': 'off',
    'import/no-named-as-default-member': 'off',
    'import/no-unassigned-import': 'off',
    'promise/always-return': 'off',
    'promise/no-promise-in-callback': 'off',
    'typescript/consistent-return': 'off',
    'typescript/no-explicit-any': 'error',
    'typescript/no-misused-spread': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/no-unsafe-enum-assignment': 'off',
    'typescript/require-array-sort-compare': 'off',
    'typescript/unbound-method': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/require-post-message-target-origin': 'off',
    'vitest/expect-expect': [
      'error',
      { assertFunctionNames: ['expect', 'expect*', 'until', '**.waitFor', '**.waitForURL', 'lookAtAll'] },
    ],
    'vitest/no-conditional-expect': 'off',
    'vitest/require-to-throw-message': 'off',
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
  },
  overrides: [
    ...Object.entries(WALLS).flatMap(([part, walls]) => [
      restrict([`${part}/**`], walls),
      ...SUBJECTS.map((subject) => restrict([`${part}/${subject}/**`], [...walls, ...laterThan(subject)])),
    ]),
    // Bodies of responses are read as they come: a test that expects a shape is what checks it.
    { files: ['**/*.test.ts', '{test,bench,demo}/**'], rules: { 'typescript/no-explicit-any': 'off' } },
    // Kysely writes a database of any shape as Kysely<any>; pg, workers and the OpenAPI document are as loosely typed.
    {
      files: [
        'db/{migrations,embedded}/**',
        'db/{connect,protect-table,tenant,tenant-role}.ts',
        'shared/security/vault/{places,renew-sealed}.ts',
        'worker/documents/compute/pool.ts',
        'server/web/portal/{open-api,read-reference}.ts',
      ],
      rules: { 'typescript/no-explicit-any': 'off' },
    },
    // Its assertion runs after each test: no line of the log holds what was sent.
    { files: ['test/private-logs.test.ts'], rules: { 'vitest/expect-expect': 'off' } },
    restrict(['db/**'], [SERVER, WORKER, ADMIN, SHARED]),
    restrict(
      ['shared/contract/**'],
      [
        {
          group: ['node:*', '../**'],
          message: 'Browsers load the contract: it imports zod and itself only.',
        },
      ],
    ),
    restrict(
      ['server/web/widget/browser/**'],
      [
        {
          group: ['node:*', '**/shared/**', '**/server/**', '**/db/**'],
          allowTypeImports: true,
          message: 'The widget runs on other web pages: it imports itself, and types.',
        },
      ],
    ),
    restrict(
      ['admin/**'],
      [
        { ...SERVER, allowTypeImports: true, message: "The panel imports the server's types only." },
        {
          group: ['**/db/**', '**/worker/**', 'kysely', 'pg'],
          message: 'The panel reaches data through the tRPC router only.',
        },
      ],
    ),
    { files: ['server/web/widget/browser/**'], rules: { 'no-console': 'off' } },
    {
      files: [
        '**/*.test.ts',
        '{test,bench,examples,demo,commands}/**',
        '*.config.ts',
        'main.ts',
        '*/main.ts',
        'start.js',
        'dev.js',
      ],
      rules: { 'no-console': 'off', 'no-restricted-imports': 'off', 'require-yield': 'off' },
    },
  ],
});
