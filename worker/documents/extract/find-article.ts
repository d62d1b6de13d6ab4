// Readability says where the article of a page is. What it takes out of it goes by parts of names ("remark" is in "remarks",
// "social" in "social-housing"), by roles and by counting commas: too much for a document that must be whole.
import { Readability } from '@mozilla/readability';

const NUMBER = 'data-docent-number';
/** Of what Readability takes out, this share of letters in links makes it a menu, a teaser or buttons for sharing. */
const LEAST_LINKS = 0.5;
/** What these whole names mark is around the article, whatever it says. */
const AROUND = [
  'footer',
  'sidebar',
  'breadcrumb',
  'breadcrumbs',
  'pagination',
  'pager',
  'comments',
  'disqus',
];
const around = AROUND.flatMap((name) => [`.${name}`, `#${name}`]).join(',');
const HOLDERS = 'body,main,article,section,div';

/**
 * The part of the page that holds its article. Removes blocks of links, footers and the like from it, in the document
 * itself, unless it returns null.
 * @param leastShare the share of the page's letters that an article must have, 0 to 1
 * @returns null if the page has no clear article, or if the article has a smaller share of the text
 */
export function findArticle(document: Document, leastShare: number): Element | null {
  const body = document.body ?? document.documentElement;
  [...body.querySelectorAll('*')].forEach((element, index) => element.setAttribute(NUMBER, String(index)));
  const kept = readKept(document.cloneNode(true) as Document);
  const whole = lettersOf(body);
  const holding = new Set<Element>();
  const article = new Set<Element>();
  for (const element of body.querySelectorAll(`[${NUMBER}]`)) {
    if (!kept.has(element.getAttribute(NUMBER)!)) continue;
    article.add(element);
    for (let at: Element | null = element; at && !holding.has(at); at = at.parentElement) holding.add(at);
  }
  for (const element of body.querySelectorAll(`[${NUMBER}]`)) element.removeAttribute(NUMBER);
  if (article.size === 0) return null;
  const container = findContainer(body, holding, article);
  const surroundings = findSurroundings(container, holding);
  const lost = surroundings.reduce((sum, element) => sum + lettersOf(element), 0);
  if (lettersOf(container) - lost < whole * leastShare) return null;
  for (const element of surroundings) element.remove();
  return container;
}

/** The numbers of the elements that Readability leaves; it works on a copy, which it spoils. */
function readKept(copy: Document): Set<string> {
  const found = new Readability(copy, { serializer: (content) => content as Element }).parse()?.content;
  const numbered = found ? [found, ...found.querySelectorAll(`[${NUMBER}]`)] : [];
  return new Set(numbered.map((element) => element.getAttribute(NUMBER) ?? ''));
}

/** The smallest element that only holds other things, and all of the article. */
function findContainer(body: Element, holding: Set<Element>, article: Set<Element>): Element {
  let container = body;
  while (!article.has(container)) {
    const [only, ...others] = [...container.children].filter((child) => holding.has(child));
    if (!only || others.length > 0) break;
    container = only;
  }
  return container.closest(HOLDERS) ?? body;
}

/** What is within the article's container, holds none of it, and is around it by its name, or mostly links. */
function findSurroundings(container: Element, holding: Set<Element>): Element[] {
  const found: Element[] = [];
  const waiting = [container];
  for (let at = waiting.pop(); at; at = waiting.pop())
    for (const child of at.children)
      if (holding.has(child)) waiting.push(child);
      else if (child.matches(around) || isLinks(child)) found.push(child);
  return found;
}

/** Line ends and the like hold no letters and stay. */
function isLinks(element: Element): boolean {
  const letters = lettersOf(element);
  if (letters === 0) return element.matches('img,picture,figure');
  const links = element.matches('a') ? [element] : [...element.querySelectorAll('a')];
  const linked = links.reduce((sum, link) => sum + lettersOf(link), 0);
  return linked >= letters * LEAST_LINKS;
}

export function lettersOf(element: Element): number {
  return (element.textContent ?? '').replace(/\s+/g, '').length;
}
