import type { Selectable } from 'kysely';
import type { SourcePagesTable } from '../../../db/tables/sources.ts';
import type { Address } from '../../../shared/documents/sources/to-address.ts';
import type { KeptPage } from '../ingest/keep-page.ts';
import type { Worker } from '../../worker.ts';
import type { Pace } from './open-pace.ts';
import type { RobotsRules } from './open-robots.ts';
import type { SourceRun } from './source-run.ts';

export type SourcePage = Selectable<SourcePagesTable>;

/** What a job visits pages with. */
export type Visitor = {
  worker: Worker;
  run: SourceRun;
  signal: AbortSignal;
  pace: Pace;
  robots: RobotsRules;
};

/** What a visit found. `links`, `pages`, `sitemaps`: addresses that the source gets, as far as they belong to it. */
export type Visit =
  | { found: 'unchanged'; kept?: KeptPage; textHash?: string | null; links?: Address[] }
  | { found: 'content'; kept: KeptPage; textHash: string | null; links: Address[] }
  | { found: 'listing'; pages: Address[]; sitemaps: Address[]; bytes: number }
  /** `asItself`: the target is read even if it names yet another address as its own. */
  | { found: 'elsewhere'; target: Address; message: string; asItself: boolean; links: Address[] }
  | { found: 'missing' | 'skipped' | 'failed'; message: string; links?: Address[] };
