// The service in this process on a Postgres database of its own, with one app, a key for it and a signed-in admin: what
// `bench:growth` fills and asks.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { insertKey } from '../../server/access/keys/insert-key.ts';
import { newSecret } from '../../server/access/keys/secret.ts';
import { firstStart } from '../../server/operations/bootstrap/first-start.ts';
import { startServer } from '../../server/start-server.ts';
import { insertApp } from '../../server/tenancy/apps/insert-app.ts';
import { createContext, type Context } from '../../shared/context.ts';
import { Scope } from '../../shared/contract/index.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { startWorker } from '../../worker/start-worker.ts';
import { createDatabase, dropDatabase } from '../database.ts';
import { DIMENSIONS } from '../docent.ts';
import { firstWorkspace } from '../service.ts';
import { PASSWORD, signIn } from '../sign-in.ts';

export type Service = {
  ctx: Context;
  workspaceId: string;
  appId: string;
  keyId: string;
  /** Calls the API with the app's key. @returns the body, read to its end @throws unless it is answered with 2xx */
  api(method: string, path: string, body?: object | FormData): Promise<string>;
  /** Calls a procedure of the panel as an admin. @throws unless it is answered with 200 */
  panel(procedure: string, input?: object): Promise<string>;
  close(): Promise<void>;
};

export async function startApiAndPanel(server: string, modelPort: string): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'docent-bench-'));
  const database = await createDatabase(server);
  const ctx = await createContext(
    readConfig({
      ...process.env,
      DATABASE_URL: database,
      DATA_DIR: folder,
      ADMIN_PASSWORD: PASSWORD,
      LOG_LEVEL: 'error',
      ROLES: 'api,admin,worker',
      PORT: '0',
      DEFAULT_REQUESTS_PER_MINUTE: '0',
      OPENAI_BASE_URL: `http://127.0.0.1:${modelPort}/v1`,
      CHAT_MODEL: 'bench',
      EMBEDDING_MODEL: 'bench-embedding',
      EMBEDDING_DIMENSIONS: `${DIMENSIONS}`,
    }),
  );
  const stopWorker = await startWorker(ctx);
  await firstStart(ctx);
  const { url, close } = await startServer(ctx);
  const workspaceId = await firstWorkspace(ctx.db);
  await sql`update workspaces set plan = 'custom' where workspace_id = ${workspaceId}`.execute(ctx.db);
  const { app_id: appId } = await insertApp(ctx, ctx.db, { workspaceId, name: 'Bench' });
  const secret = newSecret('secret');
  const { key_id: keyId } = await insertKey(
    ctx,
    ctx.db,
    appId,
    { name: 'Bench', kind: 'secret', scopes: [...Scope.options], allowed_origins: [] },
    secret,
  );
  const admin = await signIn(url, ctx.config.adminEmail);

  async function send(path: string, init: RequestInit): Promise<string> {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return text;
  }

  return {
    ctx,
    workspaceId,
    appId,
    keyId,
    api(method, path, body) {
      const isForm = body instanceof FormData;
      const headers = {
        authorization: `Bearer ${secret}`,
        ...(!isForm && { 'content-type': 'application/json' }),
      };
      return send(`/api/v1${path}`, {
        method,
        headers,
        ...(body && { body: isForm ? body : JSON.stringify(body) }),
      });
    },
    panel: (procedure, input = {}) =>
      send(`/admin/api/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`, {
        headers: admin,
      }),
    async close() {
      ctx.stopping.abort();
      await close();
      await stopWorker();
      await ctx.close();
      await dropDatabase(database);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
