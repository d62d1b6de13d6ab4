import { gunzipSync } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { decodeText } from '../extract/decode-text.ts';

/** What a sitemap or feed lists, as absolute addresses in its order; `sitemaps`: of an index of sitemaps. */
export type Listing = { pages: string[]; sitemaps: string[] };

/** The limits of the sitemap protocol. */
const MOST_ENTRIES = 50_000;
const LARGEST = 50 * 1024 * 1024;

/**
 * Reads a sitemap (XML, an index of sitemaps, plain text), or a feed (RSS, RDF, Atom); either may be packed by gzip.
 * @returns undefined if it is none of them
 */
export function readListing({ bytes, url }: { bytes: Uint8Array; url: string }): Listing | undefined {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unpack(bytes) : bytes;
  if (!plain) return undefined;
  const text = decodeText(plain, declaredEncoding(plain));
  const found = /^\s*</.test(text) ? readXml(text) : readLines(text);
  if (!found) return undefined;
  const absolute = (given: string[]) =>
    [
      ...new Set(
        given.flatMap((address) => {
          const trimmed = address.trim();
          return trimmed && URL.canParse(trimmed, url) ? [new URL(trimmed, url).href] : [];
        }),
      ),
    ].slice(0, MOST_ENTRIES);
  return { pages: absolute(found.pages), sitemaps: absolute(found.sitemaps) };
}

function unpack(bytes: Uint8Array): Buffer | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST });
  } catch {
    return undefined;
  }
}

const declaredEncoding = (bytes: Uint8Array): string | undefined => {
  const head = String.fromCharCode(...bytes.subarray(0, 200));
  const label = /<\?xml[^>]+encoding=["']([\w-]+)/i.exec(head)?.[1];
  try {
    return label && new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
};

const ROOTS = ['urlset', 'sitemapindex', 'rss', 'feed', 'rdf'];

/** Entities of a document type are not expanded, and nothing external is fetched. */
function readXml(text: string): Listing | undefined {
  const found: Listing = { pages: [], sitemaps: [] };
  const open: string[] = [];
  let root: string | undefined;
  let words = '';
  /** Of an entry of RSS: its link, or a guid that is one. */
  let guid: string | undefined;
  let hasLink = false;
  const parser = new Parser(
    {
      onopentag(prefixed, attributes) {
        const name = local(prefixed);
        root ??= name;
        open.push(name);
        words = '';
        if (name === 'item' || name === 'entry') {
          hasLink = false;
          guid = undefined;
        }
        if (name === 'link' && open.at(-2) === 'entry' && attributes['href'] && !hasLink)
          if ((attributes['rel'] ?? 'alternate') === 'alternate') {
            hasLink = true;
            found.pages.push(attributes['href']);
          }
        if (name === 'guid' && attributes['isPermaLink'] === 'false') guid = '';
      },
      ontext: (piece) => void (words += piece),
      onclosetag(prefixed) {
        const name = local(prefixed);
        open.pop();
        const parent = open.at(-1);
        if (name === 'loc' && parent === 'url') found.pages.push(words);
        if (name === 'loc' && parent === 'sitemap') found.sitemaps.push(words);
        if (name === 'link' && parent === 'item' && words.trim() && !hasLink) {
          hasLink = true;
          found.pages.push(words);
        }
        if (name === 'guid' && parent === 'item') guid ??= words.trim();
        if (name === 'item' && !hasLink && guid && /^https?:/.test(guid)) found.pages.push(guid);
        words = '';
      },
    },
    { xmlMode: true },
  );
  parser.end(text);
  return root && ROOTS.includes(root) ? found : undefined;
}

const local = (name: string) => name.replace(/^.*:/, '').toLowerCase();

/** A sitemap as text has an address a line and nothing else. */
function readLines(text: string): Listing | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  if (lines.length === 0 || !lines.every((line) => /^https?:\/\/\S+\s*$/.test(line))) return undefined;
  return { pages: lines, sitemaps: [] };
}
