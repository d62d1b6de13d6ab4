import { copyText } from './copy-text.ts';
import { el, icon, icons } from './elements.ts';
import { renderMarkdown } from './markdown.ts';
import type { Turn } from './memory.ts';
import type { Citation, Near } from './service.ts';
import type { Texts } from './texts.ts';

export type Rating = { rating: 'up' | 'down'; comment?: string };
type Rate = (turn: Turn, rating: Rating) => void;

/** One turn: a question, or an answer with its sources, its rating and a button that copies it. */
export function turnElement(turn: Turn, texts: Texts, rate: Rate): HTMLElement {
  if (turn.from === 'visitor') return el('div', { class: 'turn visitor', dir: 'auto' }, turn.text);
  const { citations = [], nearest = [] } = turn;
  const text = el('div', { dir: 'auto' });
  const cards = citations.map((citation) => card(citation, texts));
  const list =
    cards.length > 0
      ? el('details', {}, el('summary', {}, `${texts.sources} (${cards.length})`), ...cards)
      : related(nearest, texts);
  renderMarkdown(text, turn.text, (number) => {
    const place = citations.findIndex(({ index }) => index === number);
    if (place === -1 || !list) return `[${number}]`;
    const show = () => {
      list.open = true;
      cards[place]!.focus();
    };
    const name = `${texts.source} ${number}: ${citations[place]!.document_name}`;
    return el(
      'button',
      { type: 'button', class: 'cite', 'aria-label': name, title: name, click: show },
      String(number),
    );
  });
  // Whoever reads the page by machine finds which words an AI wrote.
  return el('div', { class: 'turn', 'data-ai-generated': 'true' }, text, list, tools(turn, texts, rate));
}

/** What may be related is an offer, so it is open. */
const related = (nearest: Near[], texts: Texts): HTMLDetailsElement | undefined =>
  nearest.length > 0
    ? el(
        'details',
        { open: true },
        el('summary', {}, `${texts.related} (${nearest.length})`),
        ...nearest.map((near) => card(near, texts)),
      )
    : undefined;

const card = (
  { index, document_name, source_url, headings = [], page, ocr, quote }: Near & Partial<Citation>,
  texts: Texts,
): HTMLElement =>
  el(
    'div',
    { class: 'source', dir: 'auto', tabindex: '-1' },
    ...(index === undefined ? [] : [el('sup', {}, String(index)), ' ']),
    source_url
      ? el('a', { href: source_url, target: '_blank', rel: 'noopener' }, document_name)
      : document_name,
    page === null ? '' : `, ${texts.page} ${page}`,
    ocr ? ` (${texts.ocr})` : '',
    headings.length > 0 ? el('small', {}, headings.join(' › ')) : undefined,
    el('q', {}, quote),
  );

function tools(turn: Turn, texts: Texts, rate: Rate): HTMLElement | undefined {
  if (!turn.message_id) return undefined;
  const box = el('div', { class: 'tools' });
  const says = el('span', { role: 'status' });
  const press = (chosen: 'up' | 'down') => {
    for (const [position, button] of buttons.entries())
      button.setAttribute('aria-pressed', String((position === 0 ? 'up' : 'down') === chosen));
    rate(turn, { rating: chosen });
    box.querySelector('form')?.remove();
    says.textContent = '';
    if (chosen === 'down') box.append(commentForm((comment) => rate(turn, { rating: 'down', comment })));
  };
  const buttons = (['up', 'down'] as const).map((rating) =>
    el(
      'button',
      {
        type: 'button',
        'aria-label': texts[rating],
        'aria-pressed': String(turn.rating === rating),
        click: () => press(rating),
      },
      icon(icons[rating]),
    ),
  );
  const copy = el(
    'button',
    {
      type: 'button',
      'aria-label': texts.copy,
      title: texts.copy,
      click: () =>
        void copyText(turn.text, box).then((copied) => (says.textContent = copied ? texts.copied : '')),
    },
    icon(icons.copy),
  );
  box.append(...buttons, copy, says);
  return box;

  function commentForm(send: (comment: string) => void): HTMLElement {
    const field = el('textarea', {
      rows: '2',
      maxlength: '2000',
      dir: 'auto',
      placeholder: texts.comment,
      'aria-label': texts.comment,
    });
    const form = el(
      'form',
      {
        class: 'comment',
        submit: (event) => {
          event.preventDefault();
          const comment = field.value.trim();
          if (comment) send(comment);
          form.remove();
          says.textContent = texts.thanks;
        },
      },
      field,
      el('button', { type: 'submit', class: 'again' }, texts.sendComment),
    );
    return form;
  }
}
