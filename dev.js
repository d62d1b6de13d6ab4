// npm run dev: the service restarts when its source changes; the panel reloads in the browser through vite's
// middleware.
import { spawn } from 'node:child_process';

const { bundleWidget } = await import('./server/web/widget/bundle.ts');
await bundleWidget(true);
const watched = ['server', 'shared', 'worker', 'db'].map((folder) => `--watch-path=${folder}`);
const service = spawn(process.execPath, [...watched, 'main.ts'], {
  stdio: 'inherit',
  env: { ...process.env, PANEL_DEV: '1' },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => service.kill(signal));
service.on('exit', (code) => process.exit(code ?? 0));
