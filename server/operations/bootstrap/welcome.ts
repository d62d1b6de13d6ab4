import type { Context } from '../../../shared/context.ts';
import type { PanelBuild } from '../builds/build-panel.ts';
import { countBehind } from './count-behind.ts';
import { describeStart, describeTrial } from './describe-start.ts';
import { firstStart } from './first-start.ts';
import { seedDemo } from './seed-demo.ts';

/**
 * Runs the first start if needed and prints the start message. Secrets are printed as soon as they are valid. A
 * failure with the demo documents is retried at the next start.
 * @param panel if it may be building: its completion is printed too
 */
export async function welcome(
  ctx: Context,
  url: string,
  print: (text: string) => void,
  panel?: PanelBuild,
): Promise<void> {
  const serves = ctx.config.roles.has('api');
  const first = serves ? await firstStart(ctx) : undefined;
  const behind = serves ? await countBehind(ctx) : 0;
  print(describeStart(ctx, url, first, { building: panel?.underWay ?? false, behind }));
  if (serves)
    await seedDemo(ctx).catch((error) =>
      ctx.log.error({ err: error }, 'could not ingest the demo documents; the next start retries'),
    );
  if (first) print(describeTrial(ctx, url, first));
  // Printed after the example, so that the example stays in one piece. A failed build is in the log.
  if (panel?.underWay)
    panel.ready.then(
      () => print(`The panel is built: ${url}/admin`),
      () => {},
    );
}
