import { z } from 'zod';
import { DocumentStatus, PageUrl } from './documents.ts';
import {
  DocumentId,
  identifier,
  label,
  Metadata,
  Page,
  PageMeta,
  queryBoolean,
  Timestamp,
} from './fields.ts';
import { operation } from './operation.ts';

const SourceId = identifier('src', 'Identifier of a source.');

export const SourceKind = z.enum(['list', 'sitemap', 'site', 'feed']);
export type SourceKind = z.infer<typeof SourceKind>;

const kinds =
  '`list`: the pages at `addresses`. `sitemap`: what a sitemap lists; give its address, or the site’s. `site`: a page and what it ' +
  'links to on the same site. `feed`: what an RSS or Atom feed links to.';

const Pattern = label(500).refine((pattern) => /^(\/|\*|https?:\/\/)/.test(pattern), {
  error: 'must start with / or * or be a whole address, such as /docs/ or *.pdf$',
});

/** In the forms of the panel, an empty field leaves the value out. */
const number = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum);

const settings = {
  name: label(200),
  addresses: z.array(PageUrl).min(1).max(1_000).describe('One address; for a list up to 1,000.'),
  depth: number(0, 20).describe('For a site: how many links from the first page.'),
  include: z
    .array(Pattern)
    .max(100)
    .describe(
      'Only addresses that match one of these, written as in robots.txt: the beginning of a path, `*` for anything, `$` for the end.',
    ),
  exclude: z.array(Pattern).max(100).describe('Never these. They win over `include`.'),
  max_pages: number(1, 10_000).describe('No more pages than these.'),
  delay_seconds: z
    .number()
    .min(0)
    .max(60)
    .describe(
      'Pause between two requests to a host. A longer `Crawl-delay` of its robots.txt counts, up to 30.',
    ),
  remove_after: number(1, 20).describe(
    'A page that is missing in so many refreshes one after the other is removed with its document.',
  ),
  refresh_hours: number(1, 8_760).nullable().describe('Hours between refreshes; null: only on request.'),
  metadata: Metadata.describe('Of its documents, for filters.'),
};

const oneAddress = ({ kind, addresses }: { kind: SourceKind; addresses: string[] }) =>
  kind === 'list' || addresses.length === 1;

export const CreateSource = z
  .object({
    kind: SourceKind.describe(kinds),
    addresses: settings.addresses.meta({ example: ['https://example.com/docs/'] }),
    name: settings.name.optional().describe('Default: the host of the first address.'),
    depth: settings.depth.default(5),
    include: settings.include.default([]),
    exclude: settings.exclude.default([]),
    max_pages: settings.max_pages.default(500),
    delay_seconds: settings.delay_seconds.default(1),
    remove_after: settings.remove_after.default(3),
    refresh_hours: settings.refresh_hours.default(24),
    metadata: settings.metadata.default({}),
  })
  .refine(oneAddress, { path: ['addresses'], error: 'must be one address, unless the kind is list' });
export type CreateSource = z.output<typeof CreateSource>;

export const UpdateSource = z.object({
  source_id: SourceId,
  ...(Object.fromEntries(
    Object.entries(settings).map(([name, schema]) => [name, (schema as z.ZodType).optional()]),
  ) as { [N in keyof typeof settings]: z.ZodOptional<(typeof settings)[N]> }),
});
export type UpdateSource = z.output<typeof UpdateSource>;

const Counts = {
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  missing: z.int().describe('Pages that were not there. After `remove_after` refreshes they are removed.'),
  removed: z.int(),
  skipped: z.int(),
  failed: z.int(),
};

const SourceRun = z
  .object({
    run_id: z.string(),
    started_by: z.enum(['request', 'schedule']),
    status: z
      .enum(['running', 'completed', 'paused', 'failed', 'stopped'])
      .describe(
        '`paused`: a quota or budget is used up; the next refresh goes on. `stopped`: the source was changed.',
      ),
    error: z.string().nullable(),
    ...Counts,
    left_out: z
      .int()
      .describe('Pages beyond `max_pages`, or that were not reached within the limits of a refresh.'),
    requests: z.int(),
    bytes: z.int(),
    started_at: Timestamp,
    ended_at: Timestamp.nullable(),
  })
  .meta({ id: 'SourceRun' });
export type SourceRun = z.infer<typeof SourceRun>;

const Source = z
  .object({
    source_id: SourceId,
    kind: SourceKind,
    ...settings,
    include: z.array(z.string()),
    exclude: z.array(z.string()),
    addresses: z.array(z.string()),
    metadata: z.record(z.string(), z.unknown()),
    state: z.enum(['new', 'running', 'ready', 'paused', 'failed']).describe('Of its newest refresh.'),
    documents: z.int(),
    to_be_removed: z.int().describe('Pages with a document that were missing in the newest refresh.'),
    last_run: SourceRun.nullable(),
    next_run_at: Timestamp.nullable(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Source' });
export type Source = z.infer<typeof Source>;

export const SourcePageState = z.enum(['waiting', 'read', 'duplicate', 'missing', 'skipped', 'failed']);

const SourcePage = z
  .object({
    page_id: z.string(),
    url: z.string(),
    role: z.enum(['page', 'sitemap', 'feed']),
    state: SourcePageState.describe(
      '`waiting`: not visited yet. `duplicate`: another page has its content. `skipped`: not to be read; `message` says why.',
    ),
    message: z.string().nullable(),
    change: z
      .enum(['added', 'changed', 'unchanged', 'missing', 'skipped', 'failed'])
      .nullable()
      .describe('What the last visit found.'),
    document_id: DocumentId.nullable(),
    document_status: DocumentStatus.nullable(),
    document_error: z.string().nullable(),
    misses: z.int(),
    checked_at: Timestamp.nullable(),
    changed_at: Timestamp.nullable(),
  })
  .meta({ id: 'SourcePage' });

const ById = z.object({ source_id: SourceId });

export const ListSourcePages = z.object({
  source_id: SourceId,
  ...Page,
  state: SourcePageState.optional(),
  to_be_removed: queryBoolean.optional().describe('Only pages with a document that were missing.'),
});
export type ListSourcePages = z.output<typeof ListSourcePages>;

export const DeleteSource = z.object({
  source_id: SourceId,
  documents: z
    .enum(['keep', 'remove'])
    .default('keep')
    .describe('`keep`: its documents stay, of no source. `remove`: they are erased in the background.'),
});
export type DeleteSource = z.output<typeof DeleteSource>;

export const sources = {
  listSources: operation({
    id: 'listSources',
    tag: 'Sources',
    summary: 'List sources',
    method: 'get',
    path: '/sources',
    scope: 'documents:read',
    status: 200,
    input: z.object(Page),
    output: z.object({ sources: z.array(Source), meta: PageMeta }),
    errors: [],
  }),
  createSource: operation({
    id: 'createSource',
    tag: 'Sources',
    summary: 'Create a source and read it',
    description:
      'Its pages become documents, and are read again every `refresh_hours` (default: daily). Unchanged pages cost nothing.',
    method: 'post',
    path: '/sources',
    scope: 'sources:write',
    status: 202,
    input: CreateSource,
    output: z.object({ source: Source }),
    spends: true,
    errors: ['quota_exceeded'],
  }),
  getSource: operation({
    id: 'getSource',
    tag: 'Sources',
    summary: 'Get a source with its latest refreshes',
    method: 'get',
    path: '/sources/{source_id}',
    scope: 'documents:read',
    status: 200,
    input: ById,
    output: z.object({ source: Source, runs: z.array(SourceRun).describe('Newest first, at most 20.') }),
    errors: ['source_not_found'],
  }),
  updateSource: operation({
    id: 'updateSource',
    tag: 'Sources',
    summary: 'Change a source',
    description:
      'Fields that are left out stay as they are. A refresh under way is stopped. The next one reads every page in full.',
    method: 'put',
    path: '/sources/{source_id}',
    scope: 'sources:write',
    status: 200,
    input: UpdateSource,
    output: z.object({ source: Source }),
    errors: ['source_not_found'],
  }),
  deleteSource: operation({
    id: 'deleteSource',
    tag: 'Sources',
    summary: 'Delete a source, and its documents if wanted',
    method: 'delete',
    path: '/sources/{source_id}',
    scope: 'sources:write',
    status: 200,
    input: DeleteSource,
    output: z.object({
      source_id: SourceId,
      deleted: z.literal(true),
      documents: z.enum(['keep', 'remove']),
    }),
    errors: ['source_not_found', 'legal_hold'],
  }),
  refreshSource: operation({
    id: 'refreshSource',
    tag: 'Sources',
    summary: 'Refresh a source now',
    description: 'If a refresh is under way, it goes on.',
    method: 'post',
    path: '/sources/{source_id}/refresh',
    scope: 'sources:write',
    status: 202,
    input: ById,
    output: z.object({ source: Source }),
    spends: true,
    errors: ['source_not_found', 'quota_exceeded'],
  }),
  listSourcePages: operation({
    id: 'listSourcePages',
    tag: 'Sources',
    summary: 'List the pages of a source, with what the last refresh found',
    method: 'get',
    path: '/sources/{source_id}/pages',
    scope: 'documents:read',
    status: 200,
    input: ListSourcePages,
    output: z.object({
      pages: z.array(SourcePage),
      total: z.int().describe('Pages that match.'),
      meta: PageMeta,
    }),
    errors: ['source_not_found'],
  }),
};
