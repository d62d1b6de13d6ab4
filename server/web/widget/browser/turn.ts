import { el, icon, icons } from './elements.ts';
import { renderMarkdown } from './markdown.ts';
import type { Turn } from './memory.ts';
import type { Texts } from './texts.ts';

/** One turn: a question, or an answer with its sources and rating. */
export function turnElement(
  turn: Turn,
  texts: Texts,
  rate: (turn: Turn, rating: 'up' | 'down') => void,
): HTMLElement {
  if (turn.from === 'visitor') return el('div', { class: 'turn visitor' }, turn.text);
  const text = el('div');
  renderMarkdown(text, turn.text);
  return el('div', { class: 'turn' }, text, sources(turn, texts), tools(turn, texts, rate));
}

function sources({ citations = [] }: Turn, texts: Texts): HTMLElement | undefined {
  if (citations.length === 0) return undefined;
  return el(
    'details',
    {},
    el('summary', {}, `${texts.sources} (${citations.length})`),
    ...citations.map(({ index, document_name, source_url, page, ocr, quote }) =>
      el(
        'div',
        { class: 'source' },
        el('sup', {}, String(index)),
        ' ',
        source_url
          ? el('a', { href: source_url, target: '_blank', rel: 'noopener' }, document_name)
          : document_name,
        page === null ? '' : `, ${texts.page} ${page}`,
        ocr ? ` (${texts.ocr})` : '',
        el('q', {}, quote),
      ),
    ),
  );
}

function tools(
  turn: Turn,
  texts: Texts,
  rate: (turn: Turn, rating: 'up' | 'down') => void,
): HTMLElement | undefined {
  if (!turn.message_id) return undefined;
  const buttons = (['up', 'down'] as const).map((rating) =>
    el(
      'button',
      {
        type: 'button',
        'aria-label': texts[rating],
        'aria-pressed': String(turn.rating === rating),
        click: () => {
          for (const [position, button] of buttons.entries())
            button.setAttribute('aria-pressed', String((position === 0 ? 'up' : 'down') === rating));
          rate(turn, rating);
        },
      },
      icon(icons[rating]),
    ),
  );
  return el('div', { class: 'tools' }, ...buttons);
}
