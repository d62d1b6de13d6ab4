// One widget on the page: bubble, panel and conversation in a shadow root.
import type { WidgetSettings } from '../../../../shared/contract/widget.ts';
import { el, icon, icons } from './elements.ts';
import { renderMarkdown } from './markdown.ts';
import { forget, keep, recall, type Memory, type Turn } from './memory.ts';
import { Refused, type Begun, type Service } from './service.ts';
import { accentCss, css } from './style.ts';
import { textsFor } from './texts.ts';
import { turnElement } from './turn.ts';

export type Widget = {
  /** @param focus whether to focus the input; not if the page opened it */
  open(focus?: boolean): void;
  close(): void;
  isOpen(): boolean;
  forget(): void;
  remove(): void;
};

/** @param index number of widgets already on the page: bubbles are side by side */
export function createWidget(
  service: Service,
  key: string,
  locale: string,
  settings: WidgetSettings,
  index: number,
): Widget {
  const texts = textsFor(locale, settings.texts);
  let memory = recall(key);
  let running: AbortController | undefined;

  const host = el('docent-widget' as 'div', {
    class: `${settings.position} ${settings.theme}`,
    lang: locale,
  });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  const side = index && `:host{${settings.position}:${20 + index * 68}px!important}`;
  sheet.replaceSync(`${css}${accentCss(settings.accent)}${side || ''}`);
  root.adoptedStyleSheets = [sheet];

  const log = el('div', {
    class: 'log',
    role: 'log',
    'aria-live': 'polite',
    tabindex: '0',
    'aria-label': texts.title,
  });
  const input = el('textarea', {
    rows: '1',
    maxlength: '32000',
    placeholder: texts.placeholder,
    'aria-label': texts.placeholder,
    keydown: (event) => {
      const { key, shiftKey, isComposing } = event as KeyboardEvent;
      if (key !== 'Enter' || shiftKey || isComposing) return;
      event.preventDefault();
      ask();
    },
  });
  const send = el('button', { type: 'submit', 'aria-label': texts.send }, icon(icons.send));
  const stop = el(
    'button',
    { type: 'button', 'aria-label': texts.stop, hidden: true, click: () => running?.abort() },
    icon(icons.stop),
  );
  const form = el(
    'form',
    {
      submit: (event) => {
        event.preventDefault();
        ask();
      },
    },
    input,
    send,
    stop,
  );
  const panel = el(
    'div',
    { class: 'panel', id: 'panel', role: 'dialog', 'aria-label': texts.title, hidden: true },
    el(
      'header',
      {},
      el('h2', {}, texts.title),
      el(
        'button',
        { type: 'button', 'aria-label': texts.fresh, title: texts.fresh, click: () => forgetAll() },
        icon(icons.fresh),
      ),
      el('button', { type: 'button', 'aria-label': texts.close, click: () => close() }, icon(icons.close)),
    ),
    log,
    form,
  );
  const bubble = el(
    'button',
    {
      class: 'bubble',
      type: 'button',
      'aria-label': texts.open,
      'aria-expanded': 'false',
      'aria-controls': 'panel',
      click: () => (panel.hidden ? open() : close()),
    },
    icon(icons.chat),
  );
  // Keys typed in the chat must not trigger the page's shortcuts.
  for (const type of ['keydown', 'keyup', 'keypress'] as const)
    panel.addEventListener(type, (event) => {
      event.stopPropagation();
      if (type === 'keydown' && event.key === 'Escape') close();
    });
  root.append(panel, bubble);
  document.body.append(host);
  // A single-page app may replace the whole body: move the widget along.
  const watching = new MutationObserver(() => {
    if (host.isConnected || !document.body) return;
    document.body.append(host);
    watching.observe(document.body, { childList: true });
  });
  watching.observe(document.documentElement, { childList: true });
  watching.observe(document.body, { childList: true });
  show();

  function dispatch(name: string, detail: object = {}): void {
    window.dispatchEvent(new CustomEvent(`docent:${name}`, { detail: { key, ...detail } }));
  }

  function open(focus = true): void {
    if (!panel.hidden) return;
    panel.hidden = false;
    bubble.setAttribute('aria-expanded', 'true');
    bubble.setAttribute('aria-label', texts.close);
    if (focus) input.focus();
    log.scrollTop = log.scrollHeight;
    dispatch('open');
  }

  function close(): void {
    if (panel.hidden) return;
    panel.hidden = true;
    bubble.setAttribute('aria-expanded', 'false');
    bubble.setAttribute('aria-label', texts.open);
    bubble.focus();
    dispatch('close');
  }

  function forgetAll(): void {
    running?.abort();
    memory = { turns: [] };
    forget(key);
    show();
    if (!panel.hidden) input.focus();
    dispatch('forget');
  }

  function show(): void {
    const greeting = el('div', { class: 'turn' });
    renderMarkdown(greeting, texts.greeting);
    const questions = texts.suggestions.map((question) =>
      el('button', { type: 'button', click: () => ask(question) }, question),
    );
    log.replaceChildren(
      greeting,
      ...(memory.turns.length === 0 && questions.length > 0
        ? [el('div', { class: 'asked' }, ...questions)]
        : []),
      ...memory.turns.map((turn) => turnElement(turn, texts, rate)),
    );
  }

  function rate(turn: Turn, rating: 'up' | 'down'): void {
    turn.rating = rating;
    keep(key, memory);
    dispatch('feedback', { message_id: turn.message_id, rating });
    // A lost rating is not worth an error message.
    service.feedback(turn.message_id!, { rating }, memory.session_secret).catch(() => {});
  }

  function ask(question = input.value.trim()): void {
    if (!question || running) return;
    input.value = '';
    log.querySelector('.asked')?.remove();
    const turn: Turn = { from: 'visitor', text: question };
    memory.turns.push(turn);
    keep(key, memory);
    log.append(turnElement(turn, texts, rate));
    dispatch('message', { message: question });
    void answer(question);
  }

  /** Handles the events of an answer and stores its ids as soon as they are known. */
  const asked = (question: string, conversation: Memory, { signal }: AbortController) =>
    service.ask(
      { message: question, session_id: memory.session_id },
      memory.session_secret,
      signal,
      (begun) => {
        if (conversation !== memory) return;
        const { session_id, session_secret } = begun;
        Object.assign(memory, { session_id, session_secret, pending: begun });
        keep(key, memory);
      },
    );

  async function answer(question: string, begun?: Begun): Promise<void> {
    const abort = (running = new AbortController());
    const conversation = memory;
    const before = { session_id: memory.session_id, session_secret: memory.session_secret };
    const turn: Turn = { from: 'docent', text: '', citations: [] };
    const waiting = el('div', { class: 'turn' }, el('span', { class: 'dots' }, el('i'), el('i'), el('i')));
    const text = el('div');
    // Screen readers get the answer when it is complete, not piece by piece.
    log.setAttribute('aria-busy', 'true');
    log.append(waiting);
    send.hidden = true;
    stop.hidden = false;
    scroll();
    try {
      for await (const frame of begun
        ? service.again(begun, abort.signal)
        : asked(question, conversation, abort)) {
        if (frame.event === 'message') {
          turn.text += frame.data.content;
          if (!text.isConnected) waiting.replaceChildren(text);
          renderMarkdown(text, turn.text);
        } else if (frame.event === 'citation') turn.citations!.push(frame.data);
        else if (frame.event === 'end') {
          turn.message_id = frame.data.message_id;
          dispatch('answer', { session_id: frame.data.session_id, message_id: turn.message_id });
        }
        scroll();
      }
      finish(conversation, turn, waiting);
    } catch (error) {
      if (conversation !== memory) return;
      if (abort.signal.aborted) {
        turn.text = turn.text ? `${turn.text}\n\n*${texts.stopped}*` : texts.stopped;
        finish(conversation, turn, waiting);
      } else {
        // A question without an answer is sent again as if it were new.
        Object.assign(memory, { ...before, pending: undefined });
        fail(question, error, waiting);
      }
    } finally {
      if (running === abort) running = undefined;
      log.removeAttribute('aria-busy');
      send.hidden = false;
      stop.hidden = true;
      scroll();
    }
  }

  function finish(conversation: typeof memory, turn: Turn, waiting: Element): void {
    if (conversation !== memory) return;
    memory.pending = undefined;
    memory.turns.push(turn);
    keep(key, memory);
    waiting.replaceWith(turnElement(turn, texts, rate));
  }

  function fail(question: string, error: unknown, waiting: Element): void {
    // The session was deleted or is full: the next attempt starts a new one.
    if (error instanceof Refused && ['session_not_found', 'session_full'].includes(error.code))
      memory.session_id = memory.session_secret = undefined;
    keep(key, memory);
    const words = error instanceof Refused ? error.message : texts.lost;
    const again = el(
      'button',
      {
        class: 'again',
        type: 'button',
        click: () => {
          note.remove();
          void answer(question);
        },
      },
      texts.retry,
    );
    const note = el('div', { class: 'failed', role: 'alert' }, el('p', {}, words), again);
    waiting.replaceWith(note);
    dispatch('error', { message: words });
  }

  function scroll(): void {
    log.scrollTop = log.scrollHeight;
  }

  const last = memory.turns.at(-1);
  if (memory.pending && last?.from === 'visitor') void answer(last.text, memory.pending);
  return {
    open,
    close,
    isOpen: () => !panel.hidden,
    forget: forgetAll,
    remove() {
      running?.abort();
      watching.disconnect();
      host.remove();
    },
  };
}
