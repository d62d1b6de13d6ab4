import { parseHTML } from 'linkedom';
import { cleanText, decodeText } from './decode-text.ts';
import { refuseDeepNesting } from './deep-nesting.ts';
import type { Extracted } from './extracted.ts';
import { ExtractionError } from './extraction-error.ts';
import { findArticle, lettersOf } from './find-article.ts';
import { htmlToMarkdown } from './html-to-markdown.ts';
import { refuseEmptyPage } from './refuse-empty-page.ts';

export const neverText =
  'title,script,style,noscript,template,iframe,object,embed,svg,canvas,head,select,textarea,dialog';
const aroundText = 'nav,[role=navigation],[role=banner],[role=contentinfo],[role=search]';
/** Around the content; within it they are part of it. */
const besideText = 'footer,aside';
const content = 'article,main,[role=main]';
/** Buttons that open what is below them are its heading. */
const opensText = '[aria-expanded],[aria-controls],[role=tab]';
/** Letters. Decoration that is hidden from screen readers is short; an answer that is folded away is not. */
const longestDecoration = 30;
/** An article that is less of a page is not all that the page says. */
const LEAST_SHARE = 0.8;
// Above this size, finding the article is not worth its cost.
const largestForReadability = 500_000;

/** The page's article as Markdown under the page's title; the whole body if no article stands out. */
export function extractHtml(bytes: Uint8Array): Extracted {
  const source = decodeText(bytes, declaredEncoding(bytes));
  try {
    const { title, content } = readPage(source);
    const body = cleanText(htmlToMarkdown(content));
    refuseEmptyPage(title, body);
    return { text: withTitle(body, title), pages: [], format: 'markdown', title };
  } catch (error) {
    if (error instanceof ExtractionError) throw error;
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
  removeSurroundings(document);
  const body = document.body ?? document.documentElement;
  const article = source.length > largestForReadability ? null : findArticle(document, LEAST_SHARE);
  return { title, content: article ?? body };
}

function removeSurroundings(document: Document): void {
  for (const element of document.querySelectorAll(`${neverText},${aroundText}`)) element.remove();
  for (const element of document.querySelectorAll(besideText))
    if (!element.closest(content)) element.remove();
  // Readability takes out all buttons and fields.
  for (const button of document.querySelectorAll('button')) {
    const isHeading = button.matches(opensText) || button.closest('h1,h2,h3,h4,h5,h6,summary');
    button.replaceWith(...(isHeading ? button.childNodes : []));
  }
  for (const box of document.querySelectorAll('input[type=checkbox],input[type=radio]'))
    box.replaceWith(box.hasAttribute('checked') ? '☒ ' : '☐ ');
  for (const element of document.querySelectorAll('[aria-hidden=true]'))
    if (lettersOf(element) < longestDecoration) element.remove();
    else element.removeAttribute('aria-hidden');
  // What a button opens is closed at first: answers of accordions, tabs.
  const opened = new Set(
    [...document.querySelectorAll('[aria-controls]')].map((element) => element.getAttribute('aria-controls')),
  );
  for (const element of document.querySelectorAll('[hidden],[style*=display]'))
    if (opened.has(element.id) || element.matches('[role=tabpanel],[role=region]'))
      for (const name of ['hidden', 'style']) element.removeAttribute(name);
}

function parsePage(source: string) {
  const page = parseHTML(/<html[\s>]/i.test(source) ? source : `<html><body>${source}</body></html>`);
  const root = page.document.documentElement;
  // The tags of `body` may be left out; linkedom then has an empty one.
  if (![...root.children].some(({ localName }) => localName === 'body')) {
    const body = page.document.createElement('body');
    body.append(...[...root.childNodes].filter((node) => (node as Element).localName !== 'head'));
    root.append(body);
  }
  return page;
}

export function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 2048));
  const label = /<meta[^>]+charset=["']?\s*([\w-]+)/i.exec(head)?.[1];
  try {
    return label && new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}
