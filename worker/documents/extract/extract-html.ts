import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { cleanText, decodeText } from './decode-text.ts';
import { refuseDeepNesting } from './deep-nesting.ts';
import type { Extracted } from './extracted.ts';
import { ExtractionError } from './extraction-error.ts';
import { htmlToMarkdown } from './html-to-markdown.ts';

export const neverText =
  'title,script,style,noscript,template,iframe,object,embed,svg,canvas,head,select,button,textarea,dialog';
const aroundText =
  'nav,footer,aside,[role=navigation],[role=banner],[role=contentinfo],[role=search],[aria-hidden=true]';
// Above this size, finding the article is not worth its cost.
const largestForReadability = 500_000;

/** The page's article as Markdown under the page's title; the whole body if no article stands out. */
export function extractHtml(bytes: Uint8Array): Extracted {
  const source = decodeText(bytes, declaredEncoding(bytes));
  try {
    const { title, content } = readPage(source);
    const body = cleanText(htmlToMarkdown(content));
    return { text: withTitle(body, title), pages: [], format: 'markdown' };
  } catch (error) {
    throw new ExtractionError(
      error instanceof RangeError ? 'too_deeply_nested' : 'broken_document',
      'This HTML page could not be read. Save it again from a browser, or upload it as plain text.',
      error,
    );
  }
}

/**
 * A heading that repeats the page's title becomes level one (Readability lowers it); otherwise the title comes first.
 */
function withTitle(body: string, title: string): string {
  const first = /^(#{1,2}) (.+)$/m.exec(body);
  if (body === '' || title === '' || first?.[1] === '#') return body;
  if (!first || !title.includes(first[2]!)) return `# ${title}\n\n${body}`;
  return `${body.slice(0, first.index)}# ${first[2]}${body.slice(first.index + first[0].length)}`;
}

function readPage(source: string): { title: string; content: Element } {
  const { document } = parsePage(source);
  refuseDeepNesting(document.documentElement);
  const title = (document.querySelector('title')?.textContent ?? '').replace(/\s+/g, ' ').trim();
  for (const element of document.querySelectorAll(`${neverText},${aroundText}`)) element.remove();
  const whole = document.body ?? document.documentElement;
  const article = source.length > largestForReadability ? null : findArticle(document);
  // Readability picks one part of the page. If that loses half of the text, it is not the article.
  const isMost = article && lettersOf(article) * 2 > lettersOf(whole);
  return { title, content: isMost ? article : whole };
}

function parsePage(source: string) {
  return parseHTML(/<html[\s>]/i.test(source) ? source : `<html><body>${source}</body></html>`);
}

function findArticle(document: Document): Element | null {
  const copy = document.cloneNode(true) as Document;
  return new Readability(copy, { serializer: (content) => content as Element }).parse()?.content ?? null;
}

function lettersOf(element: Element): number {
  return (element.textContent ?? '').replace(/\s+/g, '').length;
}

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 2048));
  const label = /<meta[^>]+charset=["']?\s*([\w-]+)/i.exec(head)?.[1];
  try {
    return label && new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}
