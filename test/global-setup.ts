// What all suites need: the built panel, and databases as their templates (dumps of PGlite, or Postgres databases to
// clone).
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEmbedded, connectPostgres, type Connection } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';
import { buildPanel } from '../server/operations/builds/build-panel.ts';
import { openLog } from '../shared/platform/log.ts';
import { openQueue } from '../shared/platform/queue.ts';
import { repository } from '../server/operations/builds/build-beside.ts';
import { buildWidget, widgetFile } from '../server/operations/builds/build-widget.ts';
import { unpackBrowser } from './browser.ts';
import {
  freeOfSessions,
  onServers,
  prepareCitus,
  templateDump,
  templateName,
  type Template,
} from './database.ts';
import { modelEnvironment, startModelServer } from './model-server.ts';
import { seedTemplate } from './seeded.ts';

export default async function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'docent-test-'));
  process.env['DOCENT_TEST_FOLDER'] = folder;
  process.env['DOCENT_TEST_RUN'] = randomBytes(6).toString('hex');
  const builds = prepareBuilds();
  const url = process.env['TEST_DATABASE_URL'];
  const remove = async () => {
    rmSync(folder, { recursive: true, force: true });
    if (url) await onServers(url, [drop('migrated'), drop('seeded'), drop('served')]);
  };
  try {
    await unpackBrowser();
    const model = await startModelServer();
    await (url ? makeOnServer(url, modelEnvironment(model)) : makeEmbedded(modelEnvironment(model)));
    await model.close();
    await builds;
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

/** Suites that look at no page: for them alone, an older build of the panel will do. */
const WITHOUT_PAGES = /^(\.\/)?(db|shared|worker|server\/(?!web\/|operations\/)).+\.test\.ts$/;

/** As npm start does it: only where it is missing or older than its source. */
async function prepareBuilds(): Promise<void> {
  const named = process.argv.filter((word) => word.endsWith('.test.ts'));
  const panelFile = join(repository, 'build/panel/server/index.js');
  const isBuilt = existsSync(panelFile) && existsSync(widgetFile);
  if (isBuilt && named.length > 0 && named.every((name) => WITHOUT_PAGES.test(name))) return;
  const beside = { log: openLog({ logLevel: 'error' }), stopping: new AbortController() };
  await Promise.all([buildPanel(beside), buildWidget(beside)].map(({ ready }) => ready));
}

async function makeEmbedded(model: Record<string, string>): Promise<void> {
  const first = await connectEmbedded({});
  await prepare(first);
  await dropOthers(first);
  await keep(first, 'migrated');
  await seedTemplate(first, 'seeded');
  await keep(first, 'seeded');
  await first.close();
  const second = await connectEmbedded({ template: templateDump('migrated') });
  await seedTemplate(second, 'served', model);
  await keep(second, 'served');
  await second.close();
}

/** The databases that a cluster begins with are a third of its files, which each suite unpacks. */
async function dropOthers({ engine }: Connection): Promise<void> {
  if (engine.kind !== 'embedded') return;
  await engine.postgres.exec("update pg_database set datistemplate = false where datname <> 'postgres'");
  for (const name of ['template0', 'template1']) await engine.postgres.exec(`drop database ${name}`);
}

async function keep({ engine }: Connection, template: Template): Promise<void> {
  if (engine.kind === 'embedded') writeFileSync(templateDump(template), await engine.postgres.dump());
}

async function makeOnServer(url: string, model: Record<string, string>): Promise<void> {
  await onServers(url, [`create database ${templateName('migrated')}`]);
  await prepareCitus(urlOf(url, 'migrated'), { workers: true });
  const migrated = connectPostgres(urlOf(url, 'migrated'), 4);
  await prepare(migrated);
  await migrated.close();
  await onServers(url, freeOfSessions(templateName('migrated')));
  for (const [demo, models] of [
    ['seeded', {}],
    ['served', model],
  ] as const) {
    await onServers(url, [`create database ${templateName(demo)} template ${templateName('migrated')}`]);
    const connection = connectPostgres(urlOf(url, demo), 4);
    await seedTemplate(connection, demo, models);
    await connection.close();
    await onServers(url, freeOfSessions(templateName(demo)));
  }
}

async function prepare(connection: Connection): Promise<void> {
  await migrate(connection.db);
  const queue = await openQueue(connection, openLog({ logLevel: 'silent' }), { work: false });
  await queue.close();
}

const drop = (template: Template) => `drop database if exists ${templateName(template)} with (force)`;
const urlOf = (url: string, template: Template) =>
  Object.assign(new URL(url), { pathname: `/${templateName(template)}` }).href;
