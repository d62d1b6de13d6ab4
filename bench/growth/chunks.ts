import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { chunkTerms } from '../../shared/retrieval/terms.ts';
import { chunkVector, toSparsevec } from '../../shared/retrieval/lexical.ts';
import { fakeEmbedding } from '../../test/model-server.ts';
import { indexVectors } from '../../worker/documents/index-vectors.ts';
import type { Worker } from '../../worker/worker.ts';
import { makeWords, seeded } from '../corpus.ts';
import { DIMENSIONS } from '../docent.ts';
import type { Axis } from './axis.ts';
import { erase } from './erase.ts';

const CHUNKS_A_DOCUMENT = 20;
/** Documents written by a statement. */
const AT_ONCE = 50;
/** Words of a chunk. */
const WORDS = 110;

/** Chunks of one app, in documents of 20, with vectors and words as its ingest writes them. */
export const chunks: Axis = {
  of: 'chunks of one app',
  first: 1_000,
  explained: {},
  async begin(service) {
    const { ctx, appId, api, panel } = service;
    const { db } = ctx;
    let there = 0;
    let uploads = 0;
    const word = makeWords(seeded(7));
    const words = (count: number) => Array.from({ length: count }, word).join(' ');
    const question = () => words(6);

    async function writeDocuments(from: number, count: number): Promise<void> {
      const rows = Array.from({ length: count * CHUNKS_A_DOCUMENT }, (_, n) => {
        const text = words(WORDS);
        const vector = chunkVector(appId, chunkTerms(text, 'und'));
        return { place: from * CHUNKS_A_DOCUMENT + n, text, vector };
      });
      const numbers = rows.map(({ place }) => place);
      await sql`
        insert into documents (app_id, document_id, name, media_type, bytes, content_hash, status, metadata, chunk_count, original_blob)
        select ${appId}, 'doc_' || n, 'document-' || n, 'text/markdown', 1, 'hash ' || n, 'ready',
          jsonb_build_object('n', n % 100), ${CHUNKS_A_DOCUMENT}::integer, 'none'
        from generate_series(${from}::integer, ${from + count - 1}::integer) n`.execute(db);
      await sql`
        insert into chunks (app_id, document_id, ordinal, chunk_id, text, headings, span_start, span_end, tokens)
        select ${appId}, 'doc_' || n / ${CHUNKS_A_DOCUMENT}::integer, n % ${CHUNKS_A_DOCUMENT}::integer, 'chk_' || n, text, '{}', 0, length(text), ${2 * WORDS}::integer
        from unnest(${numbers}::integer[], ${rows.map(({ text }) => text)}::text[]) given (n, text)`.execute(
        db,
      );
      await sql`
        insert into lexical_index (app_id, chunk_id, document_id, lexical, terms)
        select ${appId}, 'chk_' || n, 'doc_' || n / ${CHUNKS_A_DOCUMENT}::integer, lexical::sparsevec, terms::integer[]
        from unnest(${numbers}::integer[],
          ${rows.map(({ vector }) => toSparsevec(vector.ids, vector.weights))}::text[],
          ${rows.map(({ vector }) => `{${vector.ids.join(',')}}`)}::text[]) given (n, lexical, terms)`.execute(
        db,
      );
      await sql`
        insert into vector_index (app_id, generation, chunk_id, document_id, embedding)
        select ${appId}, 1, 'chk_' || n, 'doc_' || n / ${CHUNKS_A_DOCUMENT}::integer, vector::embedding
        from unnest(${numbers}::integer[],
          ${rows.map(({ text }) => `[${fakeEmbedding(text, DIMENSIONS).join(',')}]`)}::text[]) given (n, vector)`.execute(
        db,
      );
    }

    /** Until it is found: a small file takes the way of all files. */
    async function upload(): Promise<string> {
      const form = new FormData();
      form.append('file', new Blob([`# Upload ${uploads++}\n\n${words(300)}\n`]), `upload-${uploads}.md`);
      const { documents } = JSON.parse(await api('POST', '/documents', form));
      const { document_id } = documents[0];
      for (;;) {
        const { document } = JSON.parse(await api('GET', `/documents/${document_id}`));
        if (document.status === 'ready') return document_id;
        if (document.status === 'failed') throw new Error(document.error);
        await sleep(20);
      }
    }

    return {
      async grow(count) {
        const step = AT_ONCE * CHUNKS_A_DOCUMENT;
        for (; there < count; there += step) await writeDocuments(there / CHUNKS_A_DOCUMENT, AT_ONCE);
        await sql`delete from term_statistics where app_id = ${appId}`.execute(db);
        await sql`
          insert into term_statistics (app_id, term_id, chunks)
          select ${appId}, term, count(*) from lexical_index, unnest(terms) term where app_id = ${appId} group by term
          union all select ${appId}, 0, count(*) from lexical_index where app_id = ${appId}`.execute(db);
        await sql`vacuum analyze`.execute(db);
        // What the worker does by itself, now.
        await indexVectors(ctx as unknown as Worker, {
          payload: {},
          signal: ctx.stopping.signal,
          last: true,
        });
        await sql`vacuum analyze vector_index`.execute(db);
      },
      figures: {
        search: () => api('POST', '/search', { query: question() }),
        'search among documents with a tag': () =>
          api('POST', '/search', { query: question(), filter: { metadata: { n: 7 } } }),
        chat: () => api('POST', '/chat', { message: question() }),
        'first page of the documents': () => api('GET', '/documents'),
        'panel: documents': () => panel('library.list', { app_id: appId }),
        'upload of a small file, until it is found': upload,
        'erasure of a document': async () => erase(service, { document_id: await upload() }),
      },
    };
  },
};
