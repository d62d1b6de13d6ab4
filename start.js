// npm start. Plain JavaScript, so that an old Node reads far enough to say what is wrong.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Docent needs Node 24; this is ${process.version}. npm start brings its own: run npm install without --omit=optional.`,
  );
  process.exit(1);
}

const root = import.meta.dirname;
if (isStale()) {
  console.log('Building the admin panel (once) …');
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/@remix-run/dev/dist/cli.js'), 'vite:build'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
  } catch (error) {
    console.error(`The panel could not be built:\n${error.stdout}\n${error.stderr}`);
    process.exit(1);
  }
}
// The panel's pages are made by React, whose development build is many times slower.
process.env.NODE_ENV ??= 'production';
await import('./main.ts');

/** Whether the panel has to be built: never built, or its source or its dependencies are newer than the build. */
function isStale() {
  const built = join(root, 'build/server/index.js');
  if (!existsSync(join(root, 'admin'))) return false;
  if (!existsSync(built)) return true;
  const sources = readdirSync(join(root, 'admin'), { recursive: true })
    .filter((name) => !name.includes('.test.'))
    .map((name) => join('admin', name));
  const inputs = [...sources, 'package.json', 'vite.config.ts'].map((path) => join(root, path));
  const newest = Math.max(...inputs.map((path) => statSync(path).mtimeMs));
  return newest > statSync(built).mtimeMs;
}
