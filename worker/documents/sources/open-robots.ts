import type { Robots } from '../compute/read-robots.ts';
import { PageRefused, requestPage } from '../ingest/fetch-page.ts';
import { readUpTo } from '../ingest/read-up-to.ts';
import { ROBOT, userAgentOf } from '../ingest/user-agent.ts';
import type { Worker } from '../../worker.ts';

/** As much as RFC 9309 asks to be read; what follows is ignored. */
const LARGEST = 512_000;
const MOST_REDIRECTS = 5;
const TIMEOUT_MS = 60_000;
/** With the start of a process on a busy machine. */
const READING_MS = 300_000;
const CPU_MS = 10_000;

export type RobotsRules = (url: string) => Promise<Robots>;

/**
 * The rules of sites in their robots.txt (RFC 9309), each fetched once in a job. A site without one allows everything;
 * one that cannot say now is left alone.
 * @param beforeRequest waits for the site's turn
 */
export function openRobots(
  worker: Worker,
  signal: AbortSignal,
  beforeRequest: (url: string) => Promise<void>,
): RobotsRules {
  const texts = new Map<string, Promise<string>>();
  return async (url) => {
    const { origin } = new URL(url);
    let text = texts.get(origin);
    if (!text) texts.set(origin, (text = fetchRobots(worker, origin, signal, beforeRequest)));
    return worker.compute.run(
      'readRobots',
      { text: await text, url, robot: ROBOT },
      { signal, timeoutMs: READING_MS, cpuMs: CPU_MS },
    );
  };
}

async function fetchRobots(
  worker: Worker,
  origin: string,
  signal: AbortSignal,
  beforeRequest: (url: string) => Promise<void>,
): Promise<string> {
  let url = new URL('/robots.txt', origin);
  try {
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      await beforeRequest(url.href);
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const options = { signal: inTime, userAgent: userAgentOf(worker.config) };
      const response = await requestPage(worker.ingestEgress, url, options);
      if (response.kind === 'page') return (await readUpTo(response.body, LARGEST)).bytes.toString();
      if (response.kind === 'redirect') url = response.to;
    }
    return '';
  } catch (error) {
    if (!(error instanceof PageRefused)) throw error;
    const isAbsent = error.status !== undefined && error.status < 500 && error.status !== 429;
    if (isAbsent) return '';
    if (error.status === undefined) throw error;
    throw new PageRefused(
      `The robots.txt of this site cannot be read: its server responded with ${error.status}. Until it can, no page is read.`,
      true,
    );
  }
}
