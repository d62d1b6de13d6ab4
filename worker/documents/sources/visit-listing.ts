import { toAddress } from '../../../shared/documents/sources/to-address.ts';
import { PageRefused, fetchPage, refusalOf } from '../ingest/fetch-page.ts';
import { readUpTo } from '../ingest/read-up-to.ts';
import { userAgentOf } from '../ingest/user-agent.ts';
import { isWithin } from './scope.ts';
import type { SourcePage, Visit, Visitor } from './visit.ts';

const TIMEOUT_MS = 60_000;
/** As the sitemap protocol allows. */
const LARGEST = 50 * 1024 * 1024;
/** An index lists sitemaps, which list pages. */
const DEEPEST = 3;
const LIMITS = { timeoutMs: 300_000, cpuMs: 60_000 };

/** Reads a sitemap or feed. The address of a site instead of a sitemap leads to the sitemaps of that site. */
export async function visitListing(visitor: Visitor, page: SourcePage): Promise<Visit> {
  const { worker, run, signal, pace, robots } = visitor;
  try {
    const rules = await robots(page.url);
    if (page.role === 'sitemap' && page.depth === 0 && isSite(page.url)) {
      const listed = rules.sitemaps.length > 0 ? rules.sitemaps : ['/sitemap.xml'];
      const sitemaps = listed.flatMap((address) => toAddress(address, page.url) ?? []);
      return { found: 'listing', pages: [], sitemaps, bytes: 0 };
    }
    pace.slow(page.url, rules.delaySeconds);
    await pace.wait(page.url);
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const options = { signal: inTime, userAgent: userAgentOf(worker.config) };
    const { body, url } = (await fetchPage(worker.ingestEgress, page.url, options))!;
    const { bytes, cut } = await readUpTo(body, LARGEST);
    if (cut) return { found: 'failed', message: 'It is larger than 50 MB.' };
    const listing = await worker.compute.run('readListing', { bytes, url: url.href }, { signal, ...LIMITS });
    if (!listing)
      return { found: 'failed', message: `There is no ${page.role} at this address. Check the address.` };
    const pages = listing.pages.flatMap((address) => toAddress(address) ?? []);
    const deeper = page.depth < DEEPEST ? listing.sitemaps : [];
    return {
      found: 'listing',
      pages: pages.filter(({ url }) => isWithin(run, url)),
      sitemaps: deeper.flatMap((address) => toAddress(address) ?? []),
      bytes: bytes.length,
    };
  } catch (given) {
    if (signal.aborted) throw given;
    const error = refusalOf(given);
    if (error instanceof PageRefused) return { found: 'failed', message: error.message };
    if (error.name === 'ExtractionError') return { found: 'failed', message: error.message };
    throw error;
  }
}

const isSite = (url: string): boolean => !/\.(xml|txt|gz|php|aspx?)$/i.test(new URL(url).pathname);
