// The files of an export, in the order in which they are written; each is read while it is written.
import { Readable } from 'node:stream';
import { sql, type Selectable } from 'kysely';
import type { Database } from '../../../db/database.ts';
import { FORMAT, FORMAT_VERSION, type Manifest } from '../../../shared/privacy/exports/format.ts';
import { VERSION } from '../../../shared/platform/version.ts';
import { documentFiles, type WrittenFiles } from './document-files.ts';
import { readPages, type Listing } from './read-pages.ts';
import { readSettings } from './read-settings.ts';
import {
  toCitationLine,
  toCuratedAnswerLine,
  toDocumentLine,
  toEvaluationQuestionLine,
  toEvaluationSetLine,
  toFeedbackLine,
  toHandoverLine,
  toKeyLine,
  toMessageLine,
  toSessionLine,
  toSettingsVersionLine,
  toSourceLine,
  toSourcePageLine,
  toUsageDayLine,
  toUsageLine,
  toWebhookLine,
} from './to-lines.ts';
import type { ZipEntry } from '../../../shared/platform/zip-entries.ts';
import type { Source } from './source.ts';

/** @param endUserId only data about this person; null: the whole app */
export async function* listEntries(source: Source, endUserId: string | null): AsyncGenerator<ZipEntry, void> {
  const counts: Record<string, number> = {};
  const { app } = source;
  const lines = linesOf(source, counts);
  if (endUserId === null) {
    yield json('app.json', await readSettings(source.db, app.appId));
    yield lines('settings-history', { table: 'settings_versions', key: ['version'] }, (row) =>
      toSettingsVersionLine(app, row),
    );
    yield lines('evaluation-sets', { table: 'evaluation_sets', key: ['set_id'] }, toEvaluationSetLine);
    yield lines('keys', { table: 'keys', key: ['key_id'] }, toKeyLine);
    yield lines('webhooks', { table: 'webhook_endpoints', key: ['endpoint_id'] }, toWebhookLine);
    yield lines('sources', { table: 'sources', key: ['source_id'] }, toSourceLine);
    const written: WrittenFiles = new Map();
    yield* documentFiles(source, written);
    yield lines('documents', { table: 'documents', key: ['document_id'] }, (row) => {
      const files = written.get(row.document_id);
      return files && toDocumentLine(row, files);
    });
    yield lines('curated-answers', { table: 'curated_answers', key: ['answer_id'] }, (row) =>
      toCuratedAnswerLine(app, row),
    );
    // After the documents: a page that became one meanwhile is left out by the import.
    yield lines('source-pages', { table: 'source_pages', key: ['source_id', 'page_id'] }, toSourcePageLine);
    yield lines(
      'usage-daily',
      { table: 'usage_daily', key: ['day', 'key_id', 'model', 'kind'] },
      toUsageDayLine,
    );
  }
  const theirs = sql`select session_id from sessions where app_id = ${app.appId} and end_user_id = ${endUserId}`;
  const whose = endUserId === null ? sql`true` : sql`session_id in (${theirs})`;
  const said = sql`select message_id from messages where app_id = ${app.appId} and ${whose}`;
  const about = endUserId === null ? sql`true` : sql`message_id in (${said})`;
  yield lines('sessions', { table: 'sessions', key: ['session_id'], where: whose }, (row) =>
    toSessionLine(app, row),
  );
  yield lines('messages', { table: 'messages', key: ['message_id'], where: whose }, (row) =>
    toMessageLine(app, row),
  );
  yield lines('citations', { table: 'citations', key: ['message_id', 'index'], where: about }, (row) =>
    toCitationLine(app, row),
  );
  yield lines('feedback', { table: 'feedback', key: ['message_id'], where: whose }, (row) =>
    toFeedbackLine(app, row),
  );
  yield lines('handovers', { table: 'handovers', key: ['handover_id'], where: whose }, (row) =>
    toHandoverLine(app, row),
  );
  yield lines(
    'evaluation-questions',
    { table: 'evaluation_questions', key: ['question_id'], where: whose },
    (row) => toEvaluationQuestionLine(app, row),
  );
  yield lines('usage', { table: 'ledger', key: ['usage_id'], where: about }, toUsageLine);
  const manifest: Manifest = {
    format: FORMAT,
    version: FORMAT_VERSION,
    docent: VERSION,
    scope: endUserId === null ? 'app' : 'person',
    app_id: app.appId,
    end_user_id: endUserId,
    exported_at: new Date().toISOString(),
    counts,
  };
  yield json('manifest.json', manifest);
}

const json = (path: string, content: object): ZipEntry => ({
  path,
  source: Readable.from([Buffer.from(`${JSON.stringify(content, null, 2)}\n`)]),
});

/** A file with one JSON object per line; rows without a line are left out. */
const linesOf =
  ({ db, app, checkOn }: Source, counts: Record<string, number>) =>
  <T extends keyof Database>(
    name: string,
    listing: Omit<Listing<T>, 'appId'>,
    toLine: (row: Selectable<Database[T]>) => object | undefined,
  ): ZipEntry => {
    async function* write() {
      counts[name] = 0;
      for await (const page of readPages(db, { ...listing, appId: app.appId })) {
        await checkOn();
        const lines = page.flatMap((row) => toLine(row) ?? []);
        counts[name] += lines.length;
        yield Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      }
    }
    return { path: `${name}.ndjson`, source: Readable.from(write()) };
  };
