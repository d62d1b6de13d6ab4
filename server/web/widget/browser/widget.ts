// One widget on the page: its conversation, and what its elements do with it.
import type { HandoverOffer } from '../../../../shared/contract/handover-offer.ts';
import { el } from './elements.ts';
import { createFrame, type Place } from './frame.ts';
import { handoverElement } from './handover.ts';
import { renderMarkdown } from './markdown.ts';
import { forget, keep, recall, type Turn } from './memory.ts';
import { Refused, type Begun, type Service, type Shown } from './service.ts';
import type { Texts } from './texts.ts';
import { turnElement, type Rating } from './turn.ts';

export type Widget = {
  hasBubble: boolean;
  /** @param focus whether to focus the input; not if the page opened it */
  open(focus?: boolean): void;
  close(): void;
  isOpen(): boolean;
  forget(): void;
  remove(): void;
};

/** @throws Error if the page has no place for it */
export function createWidget(
  service: Service,
  key: string,
  place: Place,
  texts: Texts,
  settings: Shown,
): Widget {
  let memory = recall(key);
  let running: AbortController | undefined;
  const frame = createFrame(place, texts, settings, {
    ask,
    stop: () => running?.abort(),
    forget: forgetAll,
    person: () => offer(settings.handover!).querySelector<HTMLElement>('a,input')?.focus(),
    toggle: () => (frame.isOpen() ? close() : open()),
    close,
  });
  const { log } = frame;
  show();

  function dispatch(name: string, detail: object = {}): void {
    window.dispatchEvent(new CustomEvent(`docent:${name}`, { detail: { key, ...detail } }));
  }

  function remember(changes: Partial<typeof memory>): void {
    Object.assign(memory, changes);
    keep(key, memory);
  }

  function open(focus = true): void {
    if (frame.isOpen()) return;
    frame.open(focus);
    remember({ open: true, unread: undefined });
    dispatch('open');
  }

  function close(): void {
    if (!frame.isOpen() || place.mode === 'inline') return;
    frame.close();
    remember({ open: undefined });
    dispatch('close');
  }

  function forgetAll(): void {
    running?.abort();
    memory = { turns: [] };
    forget(key);
    show();
    if (frame.isOpen()) {
      memory.open = true;
      frame.focus();
    }
    dispatch('forget');
  }

  /** A form belongs to a conversation. */
  function offerPerson(): void {
    const { handover } = settings;
    frame.offerPerson(handover !== null && (handover.kind !== 'form' || memory.session_id !== undefined));
  }

  /** Shows what the app offers to who wants a person, once and at the end. */
  function offer(offered: HandoverOffer): HTMLElement {
    log.querySelector('.person')?.remove();
    const question = memory.turns.findLast(({ from }) => from === 'visitor')?.text ?? '';
    const { session_id, session_secret } = memory;
    const element = handoverElement(offered, texts, question, (entered) =>
      service.handover({ session_id, ...entered }, session_secret),
    );
    log.append(element);
    frame.scrollToEnd();
    dispatch('handover', { kind: offered.kind });
    return element;
  }

  function show(): void {
    offerPerson();
    const greeting = el('div', { class: 'turn', dir: 'auto' });
    renderMarkdown(greeting, texts.greeting);
    const questions = texts.suggestions.map((question) =>
      el('button', { type: 'button', dir: 'auto', click: () => ask(question) }, question),
    );
    log.replaceChildren(
      greeting,
      ...(memory.turns.length === 0 && questions.length > 0
        ? [el('div', { class: 'asked' }, ...questions)]
        : []),
      ...memory.turns.map((turn) => turnElement(turn, texts, rate)),
    );
  }

  function rate(turn: Turn, rating: Rating): void {
    turn.rating = rating.rating;
    keep(key, memory);
    dispatch('feedback', { message_id: turn.message_id, ...rating });
    // A lost rating is not worth an error message.
    service.feedback(turn.message_id!, rating, memory.session_secret).catch(() => {});
  }

  function ask(question: string): void {
    if (running) return;
    open();
    log.querySelector('.asked')?.remove();
    const turn: Turn = { from: 'visitor', text: question };
    memory.turns.push(turn);
    keep(key, memory);
    log.append(turnElement(turn, texts, rate));
    frame.scrollToEnd();
    dispatch('message', { message: question });
    void answer(question);
  }

  /** Handles the events of an answer and stores its ids as soon as they are known. */
  function asked(question: string, { signal }: AbortController) {
    const conversation = memory;
    const { session_id, session_secret } = memory;
    return service.ask({ message: question, session_id }, session_secret, signal, (begun) => {
      if (conversation !== memory) return;
      remember({ session_id: begun.session_id, session_secret: begun.session_secret, pending: begun });
    });
  }

  async function answer(question: string, begun?: Begun): Promise<void> {
    const abort = (running = new AbortController());
    const conversation = memory;
    const before = { session_id: memory.session_id, session_secret: memory.session_secret };
    const turn: Turn = { from: 'docent', text: '', citations: [] };
    const waiting = el('div', { class: 'turn' }, el('span', { class: 'dots' }, el('i'), el('i'), el('i')));
    const text = el('div', { dir: 'auto' });
    let offered: HandoverOffer | undefined;
    frame.setBusy(true);
    log.append(waiting);
    frame.follow();
    try {
      for await (const { event, data } of begun
        ? service.again(begun, abort.signal)
        : asked(question, abort)) {
        if (event === 'message') {
          turn.text += data.content;
          if (!text.isConnected) waiting.replaceChildren(text);
          renderMarkdown(text, turn.text);
        } else if (event === 'citation') turn.citations!.push(data);
        else if (event === 'end') {
          turn.message_id = data.message_id;
          if (data.nearest) turn.nearest = data.nearest;
          offered = data.handover;
          dispatch('answer', { session_id: data.session_id, message_id: turn.message_id });
        }
        frame.follow();
      }
      finish(conversation, turn, waiting);
      if (offered && conversation === memory) offer(offered);
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
      frame.setBusy(false);
      frame.follow();
    }
  }

  function finish(conversation: typeof memory, turn: Turn, waiting: Element): void {
    if (conversation !== memory) return;
    memory.turns.push(turn);
    const isUnread = !frame.isOpen();
    remember({ pending: undefined, ...(isUnread && { unread: true }) });
    if (isUnread) frame.setUnread();
    offerPerson();
    waiting.replaceWith(turnElement(turn, texts, rate));
  }

  function fail(question: string, error: unknown, waiting: Element): void {
    // The session was deleted or is full: the next attempt starts a new one.
    if (error instanceof Refused && ['session_not_found', 'session_full'].includes(error.code))
      memory.session_id = memory.session_secret = undefined;
    keep(key, memory);
    const words = error instanceof Refused ? error.message : texts.lost;
    const again = () => {
      note.remove();
      void answer(question);
    };
    const note = el(
      'div',
      { class: 'failed', role: 'alert', dir: 'auto' },
      el('p', {}, words),
      el('button', { class: 'again', type: 'button', click: again }, texts.retry),
    );
    waiting.replaceWith(note);
    dispatch('error', { message: words });
  }

  if (memory.unread) frame.setUnread();
  if (memory.open && !frame.isOpen()) frame.open(false);
  const last = memory.turns.at(-1);
  if (memory.pending && last?.from === 'visitor') void answer(last.text, memory.pending);
  return {
    hasBubble: frame.hasBubble,
    open,
    close,
    isOpen: frame.isOpen,
    forget: forgetAll,
    remove() {
      running?.abort();
      frame.remove();
    },
  };
}
