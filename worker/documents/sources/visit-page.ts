import { buffer } from 'node:stream/consumers';
import { toAddress, type Address } from '../../../shared/documents/sources/to-address.ts';
import { DocentError } from '../../../shared/platform/errors.ts';
import type { PageLinks } from '../compute/read-links.ts';
import { ComputeError } from '../compute/compute-error.ts';
import { dropBlob } from '../ingest/drop-blob.ts';
import { PageRefused, refusalOf, requestPage, type Page } from '../ingest/fetch-page.ts';
import { keepPage, type KeptPage } from '../ingest/keep-page.ts';
import { ROBOT, userAgentOf } from '../ingest/user-agent.ts';
import { isText, isSameSite, isWithin } from './scope.ts';
import type { SourcePage, Visit, Visitor } from './visit.ts';

const TIMEOUT_MS = 60_000;
const LINKS_TIMEOUT_MS = 300_000;
const MOST_REDIRECTS = 5;
const NO_LINKS: PageLinks = { canonical: null, links: [], noindex: false, textHash: null };

/**
 * Requests a page, unless it may not be read, and says what became of it. Its content is in the vault then.
 * @throws quota_exceeded, storage_full; anything that is no answer of the site
 */
export async function visitPage(visitor: Visitor, page: SourcePage): Promise<Visit> {
  const { run, signal } = visitor;
  const isStart = run.kind === 'site' && page.depth === 0;
  if (!isStart && !isWithin(run, page.url))
    return { found: 'skipped', message: 'The settings of the source leave this address out.' };
  try {
    const reached = await request(visitor, page);
    return 'found' in reached ? reached : await readPage(visitor, page, reached);
  } catch (given) {
    if (signal.aborted) throw given;
    const error = refusalOf(given);
    if (error instanceof PageRefused) {
      const isGone = error.status === 404 || error.status === 410;
      return { found: isGone ? 'missing' : 'failed', message: error.message };
    }
    const isTooLarge = error instanceof DocentError && error.code === 'payload_too_large';
    if (isTooLarge) return { found: 'failed', message: error.message };
    throw error;
  }
}

type Reached = { response: Page; inTime: AbortSignal };

/** The page's response, or what there is to say without one. Redirects within its own address are followed. */
async function request(
  { worker, run, signal, pace, robots }: Visitor,
  page: SourcePage,
): Promise<Reached | Visit> {
  let { url } = page;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const rules = await robots(url);
    if (!rules.allowed)
      return {
        found: 'skipped',
        message: `The site's robots.txt does not allow ${ROBOT} to read this page.`,
      };
    pace.slow(url, rules.delaySeconds);
    await pace.wait(url);
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const validators = { etag: page.etag, lastModified: page.last_modified };
    const options = { signal: inTime, userAgent: userAgentOf(worker.config), validators };
    const response = await requestPage(worker.ingestEgress, new URL(url), options);
    if (response.kind === 'unchanged') return { found: 'unchanged' };
    if (response.kind === 'page') return { response, inTime };
    const target = toAddress(response.to.href);
    if (!target) break;
    if (target.key !== page.url_key) return moved(run, page, target);
    url = target.url;
  }
  return { found: 'failed', message: 'The page redirects to itself.' };
}

function moved(run: Visitor['run'], page: SourcePage, target: Address): Visit {
  const staysWithin = isWithin(run, target.url) || (page.depth === 0 && isSameSite(page.url, target.url));
  return staysWithin
    ? {
        found: 'elsewhere',
        target,
        message: 'It redirects to another page.',
        asItself: false,
        links: [],
      }
    : { found: 'skipped', message: 'It redirects to a page that does not belong to this source.' };
}

async function readPage(visitor: Visitor, page: SourcePage, { response, inTime }: Reached): Promise<Visit> {
  const { worker, run } = visitor;
  const { app } = run;
  const replaced = await bytesOf(visitor, page);
  const target = { documentId: page.document_id, replaced };
  let kept: KeptPage | undefined;
  try {
    kept = await keepPage(worker, app, target, async () => response, inTime);
  } finally {
    response.body.destroy();
  }
  if (!kept) return { found: 'unchanged' };
  if (kept.hash === page.content_hash) return { found: 'unchanged', kept };
  const { canonical, links, noindex, textHash } =
    kept.mediaType === 'text/html' ? await linksOf(visitor, kept, response.robotsTag) : NO_LINKS;
  const within = withinDepth(visitor, page, links);
  const isClosed = noindex || /\b(noindex|none)\b/i.test(response.robotsTag ?? '');
  const settle = async (visit: Visit): Promise<Visit> => {
    await dropBlob(worker, app.appId, kept.blobId);
    return visit;
  };
  if (isClosed)
    return settle({ found: 'skipped', message: 'The page asks not to be indexed.', links: within });
  const own = canonical === null || page.as_itself ? undefined : toAddress(canonical);
  if (own && own.key !== page.url_key && isSameSite(own.url, page.url) && isWithin(run, own.url))
    return settle({
      found: 'elsewhere',
      target: own,
      message: 'It names another page as its own address.',
      asItself: true,
      links: within,
    });
  // The start of a site may be left out by its patterns, and leads to its pages all the same.
  if (!isWithin(run, page.url))
    return settle({
      found: 'skipped',
      message: 'The settings of the source leave this page out. Its links are followed.',
      links: within,
    });
  if (textHash !== null && textHash === page.text_hash && page.document_id)
    return { found: 'unchanged', kept, textHash, links: within };
  return { found: 'content', kept, textHash, links: within };
}

/** Bytes of the page's document; undefined: it has none. */
async function bytesOf({ worker, run }: Visitor, { document_id }: SourcePage): Promise<number | undefined> {
  if (!document_id) return undefined;
  const row = await worker.db
    .selectFrom('documents')
    .select('bytes')
    .where('app_id', '=', run.own.app_id)
    .where('document_id', '=', document_id)
    .executeTakeFirst();
  return row?.bytes;
}

/** The links of a site's page that lead to its other pages. */
function withinDepth({ run }: Visitor, { depth }: SourcePage, links: string[]): Address[] {
  if (run.kind !== 'site' || depth >= run.settings.depth) return [];
  return links.flatMap((link) => {
    const address = toAddress(link);
    return address && isText(address.url) && isWithin(run, address.url) ? [address] : [];
  });
}

async function linksOf(
  { worker, run, signal }: Visitor,
  kept: KeptPage,
  robotsTag: string | undefined,
): Promise<PageLinks> {
  const { appId, dataKey } = run.app;
  const bytes = await buffer(await worker.blobs.read({ appId, blobId: kept.blobId, key: dataKey }));
  try {
    return await worker.compute.run(
      'readLinks',
      { bytes, url: kept.url.href, robot: ROBOT, robotsTag },
      { signal, timeoutMs: LINKS_TIMEOUT_MS, cpuMs: worker.config.ingestCpuSeconds * 1_000 },
    );
  } catch (error) {
    // Reading the document will say what is wrong with it.
    if (!signal.aborted && (error instanceof ComputeError || (error as Error).name === 'ExtractionError'))
      return NO_LINKS;
    throw error;
  }
}
