import { z } from 'zod';
import { DocumentId, identifier } from './fields.ts';
import { Filter } from './filter.ts';
import { operation } from './operation.ts';

export const SearchDocuments = z.object({
  query: z.string().trim().min(1).max(32_000).meta({ example: 'escalation after fifteen minutes' }),
  top_k: z.int().min(1).max(50).default(10),
  filter: Filter.optional(),
});
export type SearchDocuments = z.infer<typeof SearchDocuments>;

const SearchResult = z
  .object({
    document_id: DocumentId,
    document_name: z.string(),
    title: z.string().nullable(),
    source_url: z.string().nullable(),
    headings: z.array(z.string()),
    chunk_id: identifier('chk', 'Identifier of a chunk.'),
    text: z.string(),
    score: z.number().describe('0 to 1, comparable between questions.'),
    page: z.int().nullable(),
    ocr: z
      .boolean()
      .describe('The text was recognised by OCR on a picture of the page, and may contain errors.'),
    start: z.int(),
    end: z.int(),
    metadata: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'SearchResult' });

export const search = {
  searchDocuments: operation({
    id: 'searchDocuments',
    tag: 'Search',
    summary: 'Find passages without generating an answer',
    method: 'post',
    path: '/search',
    scope: 'chat',
    status: 200,
    input: SearchDocuments,
    output: z.object({ results: z.array(SearchResult) }),
    spends: true,
    errors: ['model_failed', 'model_unavailable', 'model_timeout'],
  }),
};
