// npm run cluster -- [--api N] [--worker N] — API and worker processes on one Postgres, behind one address.
// npm run cluster -- roll — restarts the processes of the running cluster one by one.
import { parseArgs } from 'node:util';
import { describeStart, describeTrial } from '../server/operations/bootstrap/describe-start.ts';
import { firstStart } from '../server/operations/bootstrap/first-start.ts';
import { seedDemo } from '../server/operations/bootstrap/seed-demo.ts';
import { buildPanel } from '../server/operations/builds/build-panel.ts';
import { buildWidget } from '../server/operations/builds/build-widget.ts';
import { createContext } from '../shared/context.ts';
import { ConfigError, readConfig, type Role } from '../shared/platform/config.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { run } from '../shared/platform/run.ts';
import { runCommand } from '../shared/platform/run-command.ts';
import { openCluster } from './cluster/open-cluster.ts';
import { openFront } from './cluster/front.ts';
import { sendRoll, takeRolls } from './cluster/orders.ts';

const USAGE = 'Usage: npm run cluster -- [--api N] [--worker N] | npm run cluster -- roll';
const MOST = 64;
const DRAIN_SECONDS = 30;

// React's development build renders the panel many times slower.
process.env['NODE_ENV'] ??= 'production';
const wanted = readArguments();
if (wanted) await run(() => start(wanted));
else
  await runCommand(async () => {
    for await (const line of sendRoll(readConfig().dataDir)) process.stdout.write(`${line}\n`);
    return 'All processes have been restarted.';
  });

async function start({ api, worker }: { api: number; worker: number }) {
  const config = readConfig();
  if (!config.databaseUrl)
    throw new ConfigError(
      'DATABASE_URL is not set, and the embedded database takes one process only. Set DATABASE_URL to a Postgres ' +
        'with pgvector (npm run db:move brings an embedded database there), or run npm start',
    );
  const front = await openFront({ ...config, trusted: Boolean(config.trustProxy) });
  const own = readEnvironment();
  const publicUrl = own['PUBLIC_URL'] || front.url;
  const drainMs = config.drainMs || DRAIN_SECONDS * 1_000;
  // Migrates, begins and builds once, for all of them.
  const ctx = await createContext({ ...config, publicUrl, roles: new Set<never>() });
  const first = await firstStart(ctx);
  // With ROLES=api,worker the panel is somewhere else.
  const roles = new Set<Role>(config.roles.has('admin') ? ['api', 'admin'] : ['api']);
  await Promise.all([roles.has('admin') && buildPanel(ctx).ready, buildWidget(ctx).ready]);
  const cluster = await openCluster({
    front,
    api,
    worker,
    environment: {
      HOST: '127.0.0.1',
      PORT: '0',
      ROLES: [...roles].join(','),
      PUBLIC_URL: publicUrl,
      TRUST_PROXY: config.trustProxy === true ? 'true' : String(Number(config.trustProxy) + 1),
      DRAIN_SECONDS: String(drainMs / 1_000),
    },
    drainMs,
    tell: (line) => console.log(line),
  });
  const orders = await takeRolls(config.dataDir, cluster.roll);
  const shown = { ...ctx, config: { ...ctx.config, roles } };
  console.log(describeStart(shown, front.url, first, { building: false, behind: 0 }));
  await seedDemo(ctx);
  if (first) console.log(describeTrial(shown, front.url, first));
  await ctx.close();
  return {
    lost: new Promise<Error>(() => {}),
    async stop() {
      orders.close();
      await cluster.close();
      await front.close();
    },
  };
}

/** @returns undefined: the running cluster is to be rolled */
function readArguments(): { api: number; worker: number } | undefined {
  try {
    const options = {
      api: { type: 'string', default: '2' },
      worker: { type: 'string', default: '2' },
    } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (positionals.length === 1 && positionals[0] === 'roll') return undefined;
    const [api, worker] = [values.api, values.worker].map(Number) as [number, number];
    const good = [api, worker].every((count) => Number.isInteger(count) && count <= MOST);
    if (positionals.length === 0 && good && api >= 1 && worker >= 0) return { api, worker };
  } catch {
    // Said below.
  }
  process.stderr.write(`${USAGE}\n`);
  process.exit(1);
}
