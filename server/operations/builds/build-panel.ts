// The panel's pages: the existing build, or one made in the background.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerBuild } from '@remix-run/node';
import { ConfigError } from '../../../shared/platform/config.ts';
import type { Context } from '../../../shared/context.ts';
import { buildBeside, repository, type Build, type Bundle } from './build-beside.ts';

export type PanelBuild = Omit<Build, 'ready'> & { ready: Promise<ServerBuild> };

const panel: Bundle = {
  name: 'panel',
  script: 'node_modules/@remix-run/dev/dist/cli.js',
  args: ['vite:build'],
  built: 'build/panel/server/index.js',
  sources: ['admin', 'shared/contract'],
};

/** The existing build of the panel. @throws ConfigError if there is none */
export function openPanelBuild(root = repository): PanelBuild {
  if (!existsSync(join(root, panel.built)))
    throw new ConfigError('The panel is not built: run npm run build, or set ROLES without admin.');
  return { ready: load(root), underWay: false };
}

/** The same, but built now if it is missing or outdated. */
export function buildPanel(ctx: Pick<Context, 'log' | 'stopping'>, root = repository): PanelBuild {
  const { ready, underWay } = buildBeside(ctx, panel, root);
  if (!underWay) return openPanelBuild(root);
  const loaded = ready.then(() => load(root));
  // The failure is already in the log, even if no page has asked for it yet.
  loaded.catch(() => {});
  return { ready: loaded, underWay };
}

const load = (root: string): Promise<ServerBuild> => import(join(root, panel.built));
