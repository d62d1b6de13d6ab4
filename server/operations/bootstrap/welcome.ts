import type { Context } from '../../../shared/context.ts';
import type { PanelBuild } from '../builds/build-panel.ts';
import { describeStart, describeTrial } from './describe-start.ts';
import { firstStart } from './first-start.ts';
import { seedDemo } from './seed-demo.ts';

/**
 * The first start where there was none, and what a start says. Secrets are printed the moment they are in force; demo
 * documents that cannot be read in are no reason to hold them back, nor to end: a later start tries again.
 * @param panel given if it may be under way: then its end is told too
 */
export async function welcome(
  ctx: Context,
  url: string,
  print: (text: string) => void,
  panel?: PanelBuild,
): Promise<void> {
  const serves = ctx.config.roles.has('api');
  const first = serves ? await firstStart(ctx) : undefined;
  print(describeStart(ctx, url, first, panel?.underWay ?? false));
  if (serves)
    await seedDemo(ctx).catch((error) =>
      ctx.log.error({ err: error }, 'the demo documents are not in; the next start tries again'),
    );
  if (first) print(describeTrial(ctx, url, first));
  // After the example, which stays in one piece; a build that failed is in the log.
  if (panel?.underWay)
    panel.ready.then(
      () => print(`The panel is built: ${url}/admin`),
      () => {},
    );
}
