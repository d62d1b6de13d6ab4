// What a database must not contain once nothing is under way: each statement counts what should not be there.
import { DEAD_LETTERS, jobs } from '../shared/platform/jobs.ts';
import { OPEN_ROWS, STREAMING } from './stress/setting.ts';

export type Invariant = readonly [what: string, sql: string];

const scheduled = Object.entries(jobs).flatMap(([name, job]) => ('cron' in job ? [`'${name}'`] : []));
const total = (counts: string[]) => `select sum(n) as n from (${counts.join(' union all ')}) counted`;
/** Rows of a table whose row in another one is missing. */
const without = (table: string, other: string, column: string, where = 'true') =>
  `select count(*) as n from ${table} t where ${where} and not exists (
    select from ${other} o where o.app_id = t.app_id and o.${column} = t.${column})`;

/** What comes to an end by itself, in minutes. */
export const UNFINISHED: readonly Invariant[] = [
  ['answers without an end', STREAMING],
  ['ledger rows open', OPEN_ROWS],
  ['documents not ready', "select count(*) as n from documents where status <> 'ready'"],
  ['new versions not ready', 'select count(*) as n from document_versions'],
  [
    'erasures without a receipt',
    "select count(*) as n from erasures where status <> 'completed' or receipt is null",
  ],
  [
    'jobs that wait or run',
    `select count(*) as n from pgboss.job where state in ('created', 'retry', 'active')
      and name not in (${[...scheduled, `'${DEAD_LETTERS}'`].join(', ')})`,
  ],
];

/** Of the index of the documents. */
export const INDEX: readonly Invariant[] = [
  [
    'documents whose chunks are not all searchable, once',
    `select count(*) as n from documents d where chunk_count = 0
      or chunk_count <> (select count(*) from chunks c where c.app_id = d.app_id and c.document_id = d.document_id)
      or chunk_count <> (select count(*) from vector_index v where v.app_id = d.app_id and v.document_id = d.document_id)
      or chunk_count <> (select count(*) from lexical_index l where l.app_id = d.app_id and l.document_id = d.document_id)`,
  ],
  [
    'duplicate chunks',
    'select count(*) - count(distinct (document_id, span_start, span_end)) as n from chunks',
  ],
  [
    'terms counted wrongly',
    `select count(*) as n from (
        select app_id, term_id, count(*) as chunks from lexical_index, unnest(terms) as term_id group by 1, 2) counted
      full join (select app_id, term_id, chunks from term_statistics where term_id <> 0 and chunks <> 0) kept
        using (app_id, term_id)
      where counted.chunks is distinct from kept.chunks`,
  ],
  ['staged rows left', 'select count(*) as n from staged_chunks'],
];

export const ALWAYS: readonly Invariant[] = [
  ...INDEX,
  [
    'jobs given up',
    `select count(*) as n from pgboss.job where name = '${DEAD_LETTERS}'
      or (state = 'failed' and name not in (${scheduled.join(', ')}))`,
  ],
  [
    'chunks, index rows and versions without a document',
    total(
      ['chunks', 'lexical_index', 'vector_index', 'document_versions', 'recognised_pages'].map((table) =>
        without(table, 'documents', 'document_id'),
      ),
    ),
  ],
  [
    'index rows without a chunk',
    total(['lexical_index', 'vector_index'].map((table) => without(table, 'chunks', 'chunk_id'))),
  ],
  [
    'messages without a session, citations without a message',
    total([without('messages', 'sessions', 'session_id'), without('citations', 'messages', 'message_id')]),
  ],
  [
    'files on record of a document that is gone',
    without('blobs', 'documents', 'document_id', 'document_id is not null'),
  ],
  [
    'files in use without a record',
    `select count(*) as n from documents d, unnest(array[original_blob, text_blob]) as used
      where used is not null and not exists (select from blobs b where b.app_id = d.app_id and b.blob_id = used)`,
  ],
  [
    'answers with more than one call of the model in the ledger',
    `select count(*) as n from (select from ledger where kind = 'chat' and message_id is not null
      and correction_of is null group by app_id, message_id having count(*) > 1) doubled`,
  ],
  ['money still reserved in budgets', 'select count(*) as n from budget_months where reserved <> 0'],
  [
    'budgets whose spending is not the sum of the ledger',
    `select count(*) as n from budget_months m where spent <> (select coalesce(sum(cost), 0) from ledger l
      where l.app_id = m.app_id and m.key_id in ('', l.key_id) and date_trunc('month', l.day) = m.month)`,
  ],
  ['ledger rows not summed up', 'select count(*) as n from ledger where not aggregated'],
  [
    'sums by day that are not those of the ledger',
    `select count(*) as n from (
        select app_id, day, coalesce(key_id, '') as key_id, model, kind, count(*) as requests,
          sum(input_tokens) as input, sum(output_tokens) as output, sum(cost) as cost
        from ledger where aggregated and correction_of is null group by 1, 2, 3, 4, 5) counted
      full join (select app_id, day, key_id, model, kind, requests, input_tokens, output_tokens, cost from usage_daily) kept
        using (app_id, day, key_id, model, kind)
      where (counted.requests, input, output, counted.cost)
        is distinct from (kept.requests, input_tokens, output_tokens, kept.cost)`,
  ],
];
