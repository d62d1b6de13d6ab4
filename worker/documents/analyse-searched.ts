import type { Worker } from '../worker.ts';
import { analyseGrown } from '../../shared/platform/analyse-grown.ts';

/** What every search reads. */
const TABLES = ['documents', 'chunks', 'vector_index', 'lexical_index', 'term_statistics'];

/**
 * Renews the statistics of what a search reads, after documents were added: a search without them takes up to twice its
 * time. Postgres does it by itself only after a minute or more, and the embedded database's job after five.
 */
export const analyseSearched = (worker: Worker): Promise<void> => analyseGrown(worker, TABLES);
