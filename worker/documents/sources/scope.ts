import type { SourceRun } from './source-run.ts';

/** What is no text: a site's links to it are not followed. */
const NO_TEXT =
  /\.(png|jpe?g|gif|svg|webp|avif|ico|bmp|css|m?js|map|woff2?|ttf|otf|eot|mp[34]|m4[av]|webm|og[gv]|wav|mov|avi|zip|gz|tgz|bz2|xz|7z|rar|tar|exe|msi|dmg|deb|rpm|iso|apk)$/i;

type Bounds = Pick<SourceRun, 'kind' | 'addresses' | 'settings'>;

/** Whether a page may belong to a source: on its site, and not left out by its patterns. */
export function isWithin(source: Bounds, url: string): boolean {
  const { kind, addresses, settings } = source;
  const { include, exclude } = settings;
  if ((kind === 'site' || kind === 'sitemap') && !addresses.some((address) => isSameSite(address, url)))
    return false;
  if (include.length > 0 && !include.some((pattern) => matchesPattern(pattern, url))) return false;
  return !exclude.some((pattern) => matchesPattern(pattern, url));
}

export const isText = (url: string): boolean => !NO_TEXT.test(new URL(url).pathname);

/** The same host, with or without `www.`; the scheme does not matter, the port does. */
export function isSameSite(one: string, other: string): boolean {
  const site = (url: string) => new URL(url).host.replace(/^www\./, '');
  return site(one) === site(other);
}

/**
 * Whether an address matches a pattern as in robots.txt: the beginning of its path, or of the whole address; `*` stands
 * for anything, `$` at the end for the end.
 */
export function matchesPattern(pattern: string, url: string): boolean {
  const { pathname, search, href } = new URL(url);
  const text = /^https?:/.test(pattern) ? href : pathname + search;
  const toEnd = pattern.endsWith('$');
  const [first = '', ...rest] = (toEnd ? pattern.slice(0, -1) : pattern).split('*');
  if (!text.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop();
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  if (last === undefined) return !toEnd || text.length === at;
  return toEnd ? text.length - at >= last.length && text.endsWith(last) : text.includes(last, at);
}
