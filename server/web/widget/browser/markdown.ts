// Renders Markdown as DOM nodes, from the tokens of `marked`. Text becomes text nodes: nothing from a model is parsed
// as HTML, and an image becomes its alternative text.
import { Lexer, type MarkedToken, type Token } from 'marked';
import { el } from './elements.ts';

/** `[1]`, `[1, 2]` */
const MARKERS = /\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]/;
const WEB = /^(https?:\/\/|mailto:)\S+$/i;

type Part = Node | string;
/** What is shown for a citation's number. */
type Cite = (number: number) => Part;

/** Replaces a node's content with the text. @param cite default: the number, raised */
export function renderMarkdown(
  into: Element,
  text: string,
  cite: Cite = (number) => el('sup', {}, String(number)),
): void {
  try {
    into.replaceChildren(...parts(Lexer.lex(text), cite));
  } catch {
    // Nested too deep to be read.
    into.textContent = text;
  }
}

const parts = (tokens: Token[] = [], cite: Cite): Part[] =>
  tokens.flatMap((token) => nodes(token as MarkedToken, cite));

function nodes(token: MarkedToken, cite: Cite): Part[] {
  const inside = () => parts('tokens' in token ? token.tokens : [], cite);
  switch (token.type) {
    case 'paragraph':
      return [el('p', {}, ...inside())];
    case 'heading':
      // A heading in an answer is not a heading of the page.
      return [el('p', {}, el('strong', {}, ...inside()))];
    case 'strong':
    case 'em':
    case 'blockquote':
      return [el(token.type, {}, ...inside())];
    case 'del':
      // One tilde is a range: "10~20 to 30~40".
      return token.raw.startsWith('~~') ? [el('del', {}, ...inside())] : ['~', ...inside(), '~'];
    case 'list': {
      const items = token.items.map(({ tokens }) => el('li', {}, ...parts(tokens, cite)));
      const start = token.start ? String(token.start) : undefined;
      return [token.ordered ? el('ol', { start }, ...items) : el('ul', {}, ...items)];
    }
    case 'checkbox':
      return [token.checked ? '☑ ' : '☐ '];
    case 'table': {
      const row = (cells: { tokens: Token[] }[], tag: 'th' | 'td') =>
        el('tr', {}, ...cells.map(({ tokens }) => el(tag, {}, ...parts(tokens, cite))));
      const body = token.rows.map((cells) => row(cells, 'td'));
      const table = el('table', {}, el('thead', {}, row(token.header, 'th')), el('tbody', {}, ...body));
      return [el('div', { class: 'wide', tabindex: '0' }, table)];
    }
    case 'code':
      return [el('pre', { tabindex: '0' }, el('code', {}, token.text))];
    case 'codespan':
      return [el('code', {}, token.text)];
    case 'link':
      // A list of sources such as `[1]: address` would turn the citations into links.
      if (MARKERS.test(token.raw) && !token.raw.endsWith(')')) return cited(token.raw, cite);
      if (!WEB.test(token.href)) return inside();
      return [
        el('a', { href: token.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...inside()),
      ];
    case 'image':
    case 'escape':
      return [token.text];
    case 'br':
    case 'hr':
      return [el(token.type)];
    case 'text':
      return token.tokens ? inside() : cited(token.text, cite);
    case 'space':
    case 'def':
      return [];
    default:
      return [token.raw];
  }
}

const cited = (text: string, cite: Cite): Part[] =>
  text
    .split(MARKERS)
    .flatMap((part, position): Part[] =>
      position % 2 === 0 ? [part] : part.split(',').map((number) => cite(Number(number))),
    );
