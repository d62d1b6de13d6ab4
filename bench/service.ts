// The service in this process, on an embedded database of its own, for benchmarks of what it finds and says.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../db/database.ts';
import { firstStart } from '../server/operations/bootstrap/first-start.ts';
import { systemCallIn, type AppCall } from '../server/call.ts';
import { registerDocuments } from '../server/documents/register-documents.ts';
import { stageUpload } from '../server/documents/stage-upload.ts';
import { insertApp } from '../server/tenancy/apps/insert-app.ts';
import { createContext } from '../shared/context.ts';
import { readConfig } from '../shared/platform/config.ts';
import { findApp } from '../shared/tenancy/app.ts';
import { startWorker } from '../worker/start-worker.ts';

/** A file in the format of SQuAD 1.1, such as XQuAD. */
export type Squad = {
  data: {
    title?: string;
    paragraphs: { context: string; qas: { question: string; answers: { text: string }[] }[] }[];
  }[];
};

export type Service = {
  /** A new app with these documents, which are ready. @returns a call in it, and the documents' ids in their order */
  newApp(documents: { name: string; text: string }[]): Promise<{ call: AppCall; documentIds: string[] }>;
  close(): Promise<void>;
};

/** The workspace that a first start makes. */
export async function firstWorkspace(db: Db): Promise<string> {
  const row = await db.selectFrom('workspaces').select('workspace_id').executeTakeFirstOrThrow();
  return row.workspace_id;
}

/** Starts the service with the models of the environment; default: the built-in ones. */
export async function startService(): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'docent-bench-'));
  const config = readConfig({ ...process.env, DATA_DIR: folder, LOG_LEVEL: 'warn', ROLES: 'api,worker' });
  const ctx = await createContext(config);
  const stopWorker = await startWorker(ctx);
  await firstStart(ctx);
  const workspaceId = await firstWorkspace(ctx.db);
  return {
    async newApp(documents) {
      const { app_id } = await insertApp(ctx, ctx.db, { workspaceId, name: documents[0]!.name });
      const callOf = async () => systemCallIn(ctx, (await findApp(ctx, app_id))!);
      const call = await callOf();
      const documentIds: string[] = [];
      for (const { name, text } of documents) {
        const staged = await stageUpload(call, name, Readable.from([Buffer.from(text)]));
        const { documents: registered } = await registerDocuments(call, [staged], {});
        documentIds.push(registered[0]!.document_id);
      }
      for (;;) {
        const waiting = await ctx.db
          .selectFrom('documents')
          .select('status')
          .where('app_id', '=', app_id)
          .where('status', '!=', 'ready')
          .execute();
        if (waiting.some(({ status }) => status === 'failed'))
          throw new Error('a document could not be read');
        if (waiting.length === 0) break;
        await sleep(200);
      }
      // Again, because the app has learned the languages of its documents.
      return { call: await callOf(), documentIds };
    },
    async close() {
      ctx.stopping.abort();
      await ctx.close();
      await stopWorker();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
