import type { Context } from '../../shared/context.ts';
import { describeStart, describeTrial } from './describe-start.ts';
import { firstStart } from './first-start.ts';
import { seedDemo } from './seed-demo.ts';

/**
 * The first start where there was none, and what a start says. Secrets are printed the moment they are in force; demo
 * documents that cannot be read in are no reason to hold them back, nor to end: a later start tries again.
 */
export async function welcome(ctx: Context, url: string, print: (text: string) => void): Promise<void> {
  const serves = ctx.config.roles.has('api');
  const first = serves ? await firstStart(ctx) : undefined;
  print(describeStart(ctx, url, first));
  if (serves)
    await seedDemo(ctx).catch((error) =>
      ctx.log.error({ err: error }, 'the demo documents are not in; the next start tries again'),
    );
  if (first) print(describeTrial(ctx, url, first));
}
