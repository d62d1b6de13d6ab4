import {
  EvaluationQuestionLine,
  EvaluationSetLine,
  SettingsVersionLine,
} from '../../../shared/privacy/exports/format.ts';
import { sealQuestion } from '../../../shared/evaluations/sealed-evaluation.ts';
import { sealSettings } from '../../../shared/tenancy/sealed-settings.ts';
import type { AppCall } from '../../call.ts';
import type { Archive } from './open-archive.ts';

/**
 * Imports evaluation sets with their questions. A question that was saved from a conversation is left out if that was not
 * imported: what erases one erases the other.
 */
export async function importEvaluations({ app, db, signal }: AppCall, archive: Archive): Promise<void> {
  // Exports before 0.4.0 have none.
  if (archive.manifest.counts['evaluation-sets'] === undefined) return;
  const { appId: app_id } = app;
  for await (const { created_at, ...line } of archive.lines('evaluation-sets', EvaluationSetLine)) {
    signal.throwIfAborted();
    await db
      .insertInto('evaluation_sets')
      .values({ app_id, ...line, created_at: new Date(created_at) })
      .execute();
  }
  for await (const line of archive.lines('evaluation-questions', EvaluationQuestionLine)) {
    signal.throwIfAborted();
    const { question_id, set_id, session_id, unanswerable, tags, created_at, ...text } = line;
    if (session_id !== null) {
      const session = await db
        .selectFrom('sessions')
        .select('session_id')
        .where(({ and }) => and({ app_id, session_id }))
        .executeTakeFirst();
      if (!session) continue;
    }
    await db
      .insertInto('evaluation_questions')
      .values({
        app_id,
        question_id,
        set_id,
        session_id,
        content: sealQuestion(app, question_id, text),
        unanswerable,
        tags,
        created_at: new Date(created_at),
      })
      .execute();
  }
}

/** Imports what the settings said before. Who changed them is kept as a name: it is no admin of this installation. */
export async function importSettingsHistory({ app, db, signal }: AppCall, archive: Archive): Promise<void> {
  if (archive.manifest.counts['settings-history'] === undefined) return;
  for await (const line of archive.lines('settings-history', SettingsVersionLine)) {
    signal.throwIfAborted();
    const { version, changed_at, changed_by: by, settings } = line;
    await db
      .insertInto('settings_versions')
      .values({
        app_id: app.appId,
        version,
        content: sealSettings(app, version, { settings, by }),
        changed_by: null,
        changed_at: new Date(changed_at),
      })
      .execute();
  }
}
