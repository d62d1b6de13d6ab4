import parseRobots from 'robots-parser';

/** `delaySeconds`: its `Crawl-delay`, 0 without one. */
export type Robots = { allowed: boolean; delaySeconds: number; sitemaps: string[] };

const MOST_SITEMAPS = 50;

/** What a site's robots.txt says of an address. In the child process, because a hostile one takes seconds to match. */
export function readRobots({ text, url, robot }: { text: string; url: string; robot: string }): Robots {
  const rules = parseRobots(new URL('/robots.txt', url).href, text.replace(/^\uFEFF/, ''));
  const delay = rules.getCrawlDelay(robot);
  return {
    allowed: rules.isAllowed(url, robot) !== false,
    delaySeconds: delay !== undefined && delay > 0 ? delay : 0,
    sitemaps: rules.getSitemaps().slice(0, MOST_SITEMAPS),
  };
}
