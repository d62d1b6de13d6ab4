import type { Chunk } from '../../../shared/contract/library.panel.ts';
import type { AppCall } from '../../call.ts';
import { findDocument, toDocuments } from '../find-document.ts';
import { readExtract } from './read-extract.ts';

const CHUNKS_A_PAGE = 20;
/** Characters shown around the chunks of a page. */
const AROUND = 300;

type Input = { document_id: string; page: number; at?: number };

/**
 * A document with a page of its chunks and the extracted text.
 * @param input at: an offset in the text; the page is then the one that contains it
 */
export async function viewDocument(call: AppCall, { document_id, page, at }: Input) {
  const row = await findDocument(call, document_id);
  const ofDocument = () =>
    call.db.selectFrom('chunks').where('app_id', '=', call.app.appId).where('document_id', '=', document_id);
  const { total, before } = await ofDocument()
    .select(({ fn }) => [
      fn.countAll<number>().as('total'),
      fn
        .countAll<number>()
        .filterWhere('span_end', '<=', at ?? 0)
        .as('before'),
    ])
    .executeTakeFirstOrThrow();
  const chunk_pages = Math.max(1, Math.ceil(total / CHUNKS_A_PAGE));
  const wanted = at === undefined ? page : Math.floor(before / CHUNKS_A_PAGE) + 1;
  const chunk_page = Math.min(wanted, chunk_pages);
  const chunks: Chunk[] = await ofDocument()
    .select(['chunk_id', 'ordinal', 'text', 'headings', 'page', 'ocr', 'tokens'])
    .select(['span_start as start', 'span_end as end'])
    .orderBy('ordinal')
    .limit(CHUNKS_A_PAGE)
    .offset((chunk_page - 1) * CHUNKS_A_PAGE)
    .execute();
  const text = chunks.length > 0 ? await readExtract(call, row) : null;
  const start = Math.max(0, (chunks[0]?.start ?? 0) - AROUND);
  const end = (chunks.at(-1)?.end ?? 0) + AROUND;
  const [document] = await toDocuments(call, [row]);
  return {
    document: document!,
    chunks,
    chunk_page,
    chunk_pages,
    extract: text === null ? null : { start, text: text.slice(start, end) },
  };
}
