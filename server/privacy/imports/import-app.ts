import { uniqueViolation } from '../../../db/unique-violation.ts';
import { findApp } from '../../../shared/tenancy/app.ts';
import type { Context } from '../../../shared/context.ts';
import type { AppLine } from '../../../shared/privacy/exports/format.ts';
import { discardAbandonedImports, discardImport } from '../../../shared/privacy/imports/discard-import.ts';
import { BUILTIN_CHAT } from '../../../shared/models/open-models.ts';
import { askEmbedding } from '../../tenancy/apps/ask-embedding.ts';
import { insertApp } from '../../tenancy/apps/insert-app.ts';
import { updateApp } from '../../tenancy/apps/update-app.ts';
import { setBudget } from '../../billing/budgets/set-budget.ts';
import { systemCallIn, type AppCall } from '../../call.ts';
import { limitApp } from '../../access/limits/limit-app.ts';
import { saveWidget } from '../../web/widget/save-widget.ts';
import { findWorkspace } from '../../tenancy/workspaces/find-workspace.ts';
import { erasedBefore, type Erased } from './erased-before.ts';
import { importCuratedAnswers } from './import-curated-answers.ts';
import { importConversations } from './import-conversations.ts';
import { importEvaluations, importSettingsHistory } from './import-evaluations.ts';
import { importDocuments } from './import-documents.ts';
import { importSourcePages, importSources } from './import-sources.ts';
import { openArchive, type Archive } from './open-archive.ts';
import { RefusedArchive } from './refused-archive.ts';

export type Imported = {
  appId: string;
  name: string;
  documents: number;
  /** Texts about what could not be imported. */
  notes: string[];
};

/**
 * Creates an app from another server's export: new app id and data key, documents ingested again by the usual jobs,
 * conversations as they were. The app is archived until it is complete; a failed import is removed.
 * @throws RefusedArchive, quota_exceeded, payload_too_large
 */
export async function importApp(
  ctx: Context,
  { file, workspaceId, name }: { file: string; workspaceId: string; name?: string | undefined },
): Promise<Imported> {
  await discardAbandonedImports(ctx);
  const archive = await openArchive(file, ctx.config.dataDir);
  try {
    const erased = await erasedBefore(ctx, archive.manifest.app_id);
    if (erased.app)
      throw new RefusedArchive(
        `this installation has erased the app ${archive.manifest.app_id}, and an import would bring it back`,
      );
    const appId = await beginImport(ctx, workspaceId, name ?? archive.app.name);
    try {
      return await fillApp(ctx, appId, archive, erased);
    } catch (error) {
      // What cannot be removed now is removed by settle-abandoned after this process has ended.
      await discardImport(ctx, appId).catch((reason) =>
        ctx.log.warn({ err: reason }, 'could not remove an import'),
      );
      throw explained(error);
    }
  } finally {
    archive.close();
  }
}

async function beginImport(ctx: Context, workspaceId: string, name: string): Promise<string> {
  const embedding = await askEmbedding(ctx);
  return ctx.db.transaction().execute(async (tx) => {
    await findWorkspace(tx, workspaceId, { inUse: true });
    const { app_id } = await insertApp(ctx, tx, { workspaceId, name, embedding });
    await tx.updateTable('apps').set({ archived_at: new Date() }).where('app_id', '=', app_id).execute();
    await tx.insertInto('imports').values({ app_id, process_id: ctx.processId }).execute();
    return app_id;
  });
}

async function fillApp(ctx: Context, appId: string, archive: Archive, erased: Erased): Promise<Imported> {
  const app = (await findApp(ctx, appId))!;
  const call = systemCallIn(ctx, app);
  await importSettingsHistory(call, archive);
  const notes = await importSettings(call, archive.app);
  await importSources(call, archive);
  const documents = await importDocuments(call, archive, erased);
  await importSourcePages(call, archive);
  await importCuratedAnswers(call, archive);
  const { count, missing } = documents;
  const left = await importConversations(call, archive, erased);
  await importEvaluations(call, archive);
  if (documents.erased > 0) notes.push(`${documents.erased} documents that were erased here`);
  if (left.sessions > 0) notes.push(`${left.sessions} sessions that were erased here`);
  if (left.answers > 0) notes.push(`the text of ${left.answers} answers that quote an erased document`);
  const { keys = 0, webhooks = 0 } = archive.manifest.counts;
  if (missing.length > 0) notes.push(`documents without an original: ${missing.join(', ')}`);
  if (keys > 0)
    notes.push(`${keys} keys: create new ones (panel, Keys), because an export contains no secrets`);
  if (webhooks > 0) notes.push(`${webhooks} webhook endpoints: create them again (panel, Webhooks)`);
  await ctx.db.transaction().execute(async (tx) => {
    const { numDeletedRows } = await tx.deleteFrom('imports').where('app_id', '=', appId).executeTakeFirst();
    if (numDeletedRows === 0n) throw new Error('the import was considered dead and removed; run it again');
    if (!archive.app.archived_at)
      await tx.updateTable('apps').set({ archived_at: null }).where('app_id', '=', appId).execute();
  });
  return { appId, name: app.name, documents: count, notes };
}

/** @returns what could not be imported */
async function importSettings(call: AppCall, from: AppLine): Promise<string[]> {
  const { appId } = call.app;
  const notes: string[] = [];
  const settings = { ...from.settings };
  for (const name of ['chat_model', 'fallback_model', 'rewrite_model'] as const) {
    const model = settings[name];
    if (!model || model === BUILTIN_CHAT || call.config.models.server) continue;
    notes.push(`the model ${model}: this server has no model server, so its default is used`);
    settings[name] = null;
  }
  await updateApp(call, { app_id: appId, ...settings });
  await limitApp(call, { limits: from.limits });
  if (from.widget) await saveWidget(call, from.widget);
  if (from.budget) await setBudget(call, { key_id: null, ...from.budget });
  if (from.retention) {
    const { hold_since, ...retention } = from.retention;
    await call.db
      .insertInto('retention')
      .values({ app_id: appId, ...retention, hold_since: hold_since === null ? null : new Date(hold_since) })
      .execute();
  }
  return notes;
}

/** A constraint violated by the archive's rows is the archive's fault. */
function explained(error: unknown): unknown {
  if (uniqueViolation(error) !== undefined) return new RefusedArchive('it contains a duplicate');
  if ((error as { code?: string }).code === '23503')
    return new RefusedArchive('it refers to a session or message that it does not contain');
  return error;
}
