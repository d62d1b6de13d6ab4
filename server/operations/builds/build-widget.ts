// /widget.js: the existing build, or one made in the background.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../../shared/platform/config.ts';
import type { Context } from '../../../shared/context.ts';
import { buildBeside, repository, type Build, type Bundle } from './build-beside.ts';

const widget: Bundle = {
  name: 'widget',
  script: 'server/web/widget/bundle.ts',
  args: [],
  built: 'build/widget/widget.js',
  sources: ['server/web/widget/browser', 'server/web/widget/locales', 'shared/contract'],
};

export const widgetFile = join(repository, widget.built);

/** The existing build of the widget. @throws ConfigError if there is none */
export function openWidgetBuild(): Build {
  if (!existsSync(widgetFile)) throw new ConfigError('The widget is not built: run npm run build.');
  return { ready: Promise.resolve(), underWay: false };
}

/** The same, but built now if it is missing or outdated. */
export const buildWidget = (ctx: Pick<Context, 'log' | 'stopping'>): Build => buildBeside(ctx, widget);
