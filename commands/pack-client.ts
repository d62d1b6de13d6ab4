// npm run client:pack [FOLDER] — builds the client of shared/client and packs it as an npm package.
import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION } from '../shared/platform/version.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = resolve(root, 'build/client');
const target = resolve(process.argv[2] ?? root);

rmSync(built, { recursive: true, force: true });
execFileSync(resolve(root, 'node_modules/.bin/tsc'), ['-p', 'shared/client'], {
  cwd: root,
  stdio: 'inherit',
});
for (const name of ['shared/client/README.md', 'LICENSE'])
  copyFileSync(resolve(root, name), resolve(built, name.split('/').at(-1)!));
const manifest = {
  name: 'docent-client',
  version: VERSION,
  description: 'The typed client of the Docent API: streamed answers that quote their sources.',
  license: 'MIT',
  type: 'module',
  exports: { '.': { types: './index.d.ts', default: './index.js' } },
  engines: { node: '>=20' },
  sideEffects: false,
};
writeFileSync(resolve(built, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
execFileSync('npm', ['pack', '--silent', '--pack-destination', target], { cwd: built, stdio: 'inherit' });
