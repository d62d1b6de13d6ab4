import { createHash } from 'node:crypto';
import { Parser } from 'htmlparser2';
import { decodeText } from '../extract/decode-text.ts';
import { declaredEncoding, extractHtml } from '../extract/extract-html.ts';

/**
 * What a page says of itself and of others. Addresses are absolute, in the order of the page.
 * `textHash`: SHA-256 of its extracted text, hex; null if there is none.
 */
export type PageLinks = {
  canonical: string | null;
  links: string[];
  noindex: boolean;
  textHash: string | null;
};

const MOST_LINKS = 5_000;

/** Reads the links of an HTML page. `robotsTag`: the header `X-Robots-Tag`. */
export function readLinks({
  bytes,
  url,
  robot,
  robotsTag,
}: {
  bytes: Uint8Array;
  url: string;
  robot: string;
  robotsTag: string | undefined;
}): PageLinks {
  let base = url;
  let canonical: string | null = null;
  const links = new Set<string>();
  const rules = (robotsTag ?? '').toLowerCase().split(',');
  const absolute = (href: string | undefined) => {
    const trimmed = href?.trim();
    return trimmed && URL.canParse(trimmed, base) ? new URL(trimmed, base).href : undefined;
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      const { href, rel = '', name: meta = '', content = '' } = attributes;
      const relations = rel.toLowerCase().split(/\s+/);
      if (name === 'base' && base === url) base = absolute(href) ?? base;
      else if (name === 'link' && relations.includes('canonical')) canonical ??= absolute(href) ?? null;
      else if (name === 'meta' && ['robots', robot.toLowerCase()].includes(meta.toLowerCase()))
        rules.push(...content.toLowerCase().split(','));
      else if ((name === 'a' || name === 'area') && !relations.includes('nofollow')) {
        const target = links.size < MOST_LINKS ? absolute(href) : undefined;
        if (target && /^https?:/.test(target)) links.add(target.replace(/#.*$/s, ''));
      }
    },
  });
  parser.end(decodeText(bytes, declaredEncoding(bytes)));
  const said = new Set(rules.map((rule) => rule.trim()));
  const isClosed = said.has('none') || said.has('nofollow');
  return {
    canonical,
    links: isClosed ? [] : [...links],
    noindex: said.has('noindex') || said.has('none'),
    textHash: hashOfText(bytes),
  };
}

function hashOfText(bytes: Uint8Array): string | null {
  try {
    const { text } = extractHtml(bytes);
    return text.trim() ? createHash('sha256').update(text).digest('hex') : null;
  } catch {
    // Reading the document will say what is wrong.
    return null;
  }
}
