import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { PreparedChunk } from '../compute/operations.ts';
import type { Target } from './claim.ts';

/**
 * A chunk that the document has already keeps its vector: only what changed is embedded. Chunks are matched here, by
 * digests: a join on their texts compares each with each.
 */
export async function reuseVectors(
  tx: Tx,
  { appId, documentId }: Target,
  chunks: PreparedChunk[],
): Promise<void> {
  const { rows: published } = await sql<{ chunk_id: string; digest: string }>`
    select chunk_id, md5(concat(text, e'\\x01', array_to_string(headings, e'\\x01'), e'\\x02' || table_header)) as digest
    from chunks where app_id = ${appId} and document_id = ${documentId}`.execute(tx);
  if (published.length === 0) return;
  const known = new Map(published.map(({ chunk_id, digest }) => [digest, chunk_id]));
  const same = chunks.flatMap((chunk) => {
    const chunkId = known.get(digestOf(chunk));
    return chunkId === undefined ? [] : [{ ordinal: chunk.ordinal, chunkId }];
  });
  if (same.length === 0) return;
  await sql`
    update staged_chunks staged set embedding = known.embedding, generation = known.generation, in_parts = known.in_parts
    from unnest(${same.map(({ ordinal }) => ordinal)}::integer[], ${same.map(({ chunkId }) => chunkId)}::text[])
        as pair (ordinal, chunk_id)
      join vector_index known on known.app_id = ${appId} and known.chunk_id = pair.chunk_id
        and known.generation = (select embedding_generation from apps where app_id = ${appId})
    where staged.app_id = ${appId} and staged.document_id = ${documentId} and staged.ordinal = pair.ordinal`.execute(
    tx,
  );
}

const digestOf = ({ text, headings, tableHeader }: PreparedChunk): string =>
  createHash('md5')
    .update(`${text}\x01${headings.join('\x01')}${tableHeader === null ? '' : `\x02${tableHeader}`}`)
    .digest('hex');
