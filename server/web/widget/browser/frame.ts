// The widget's elements: bubble or search bar, and the panel with the log and the field, in a shadow root.
import type { WidgetSettings } from '../../../../shared/contract/widget.ts';
import { el, icon, icons } from './elements.ts';
import { lockPage } from './lock-page.ts';
import { accentCss, css } from './style.ts';
import { isRightToLeft, type Texts } from './texts.ts';

/** `index`: number of bubbles already on the page, which are side by side. */
export type Place = {
  index: number;
  locale: string;
  mode: 'inline' | 'search' | undefined;
  target: string | undefined;
};
type Actions = {
  ask(question: string): void;
  stop(): void;
  forget(): void;
  /** The visitor wants a person. */
  person(): void;
  toggle(): void;
  close(): void;
};

/** @throws Error if the page has no element for an inline widget */
export function createFrame(place: Place, texts: Texts, settings: WidgetSettings, actions: Actions) {
  const { mode, target, locale, index } = place;
  const findHolder = () => (mode && target ? document.querySelector(target) : document.body);
  if (!findHolder() || (mode && !target))
    throw new Error(`The page has no element "${target ?? ''}" for the ${mode ?? ''} widget (data-target).`);

  const host = el('docent-widget' as 'div', {
    class: `${settings.position} ${settings.theme} ${mode ?? 'corner'}`,
    lang: locale,
  });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  const side = index && `:host{${settings.position}:${20 + index * 68}px!important}`;
  sheet.replaceSync(`${css}${accentCss(settings.accent)}${side || ''}`);
  root.adoptedStyleSheets = [sheet];

  const latest = el(
    'button',
    { type: 'button', class: 'latest', hidden: true, click: () => scrollToEnd() },
    texts.latest,
  );
  const log = el('div', {
    class: 'log',
    role: 'log',
    'aria-live': 'polite',
    tabindex: '0',
    'aria-label': texts.title,
    // While the reader looks at something above, new text does not pull them away from it.
    scroll: () => {
      isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
      latest.hidden = isAtEnd;
    },
  });
  let isAtEnd = true;

  const input = field(texts.placeholder, 'textarea');
  const send = el('button', { type: 'submit', 'aria-label': texts.send }, icon(icons.send));
  const stop = el(
    'button',
    { type: 'button', 'aria-label': texts.stop, hidden: true, click: actions.stop },
    icon(icons.stop),
  );
  const ai = settings.ai_notice ? el('p', { class: 'ai', id: 'ai' }, texts.ai) : undefined;
  const person = el(
    'button',
    { type: 'button', 'aria-label': texts.person, title: texts.person, hidden: true, click: actions.person },
    icon(icons.person),
  );
  const panel = el(
    'div',
    {
      class: 'panel',
      id: 'panel',
      role: mode === 'inline' ? 'region' : 'dialog',
      'aria-label': texts.title,
      'aria-describedby': ai && 'ai',
      dir: isRightToLeft(locale) ? 'rtl' : 'ltr',
      hidden: mode !== 'inline' || undefined,
    },
    el(
      'header',
      {},
      el('h2', {}, texts.title),
      person,
      el(
        'button',
        { type: 'button', 'aria-label': texts.fresh, title: texts.fresh, click: actions.forget },
        icon(icons.fresh),
      ),
      mode === 'inline'
        ? undefined
        : el(
            'button',
            { type: 'button', 'aria-label': texts.close, click: actions.close },
            icon(icons.close),
          ),
    ),
    log,
    latest,
    asking('ask', input, send, stop),
    ai,
  );
  const bubble = el(
    'button',
    {
      class: 'bubble',
      type: 'button',
      'aria-label': texts.open,
      'aria-expanded': 'false',
      'aria-controls': 'panel',
      click: actions.toggle,
    },
    icon(icons.chat),
  );
  const query = field(texts.placeholder, 'input');
  const bar = asking(
    'bar',
    query,
    el('button', { type: 'submit', 'aria-label': texts.send }, icon(icons.send)),
  );
  const opener = { inline: undefined, search: bar, corner: bubble }[mode ?? 'corner'];
  // Keys typed in the chat must not trigger the page's shortcuts.
  for (const part of [panel, bar])
    for (const type of ['keydown', 'keyup', 'keypress'] as const)
      part.addEventListener(type, (event) => {
        event.stopPropagation();
        if (part === panel && type === 'keydown' && (event as KeyboardEvent).key === 'Escape')
          actions.close();
      });
  root.append(...(opener ? [opener] : []), panel);

  const attach = () => findHolder()?.append(host);
  attach();
  // A single-page app may replace the whole body: move the widget along.
  const watching = new MutationObserver(() => {
    if (host.isConnected || !findHolder()) return;
    attach();
    watch();
  });
  const watch = () => {
    watching.observe(document.documentElement, { childList: true });
    watching.observe(document.body, { childList: true, subtree: mode !== undefined });
  };
  watch();

  function field(placeholder: string, tag: 'textarea' | 'input') {
    return el(tag, {
      rows: tag === 'textarea' ? '1' : undefined,
      maxlength: '32000',
      dir: 'auto',
      placeholder,
      'aria-label': placeholder,
      keydown: (event) => {
        const { key, shiftKey, isComposing } = event as KeyboardEvent;
        if (key !== 'Enter' || shiftKey || isComposing) return;
        event.preventDefault();
        submit(event.currentTarget as HTMLInputElement);
      },
    });
  }

  /** While an answer is being written, what was typed stays in the field. */
  function submit(from: { value: string }): void {
    const question = from.value.trim();
    if (question && send.hidden === false) {
      from.value = '';
      actions.ask(question);
    }
  }

  function asking(name: string, from: HTMLInputElement | HTMLTextAreaElement, ...buttons: HTMLElement[]) {
    const submitted = (event: Event) => {
      event.preventDefault();
      submit(from);
    };
    return el('form', { class: name, submit: submitted }, from, ...buttons);
  }

  function scrollToEnd(): void {
    log.scrollTop = log.scrollHeight;
  }

  let unlock: (() => void) | undefined;
  return {
    root,
    log,
    hasBubble: opener === bubble,
    isOpen: () => !panel.hidden,
    open(focus: boolean): void {
      panel.hidden = false;
      bubble.setAttribute('aria-expanded', 'true');
      bubble.setAttribute('aria-label', texts.close);
      bubble.classList.remove('unread');
      if (mode !== 'inline') unlock = lockPage(panel);
      if (focus) input.focus();
      scrollToEnd();
    },
    close(): void {
      panel.hidden = true;
      unlock?.();
      bubble.setAttribute('aria-expanded', 'false');
      bubble.setAttribute('aria-label', texts.open);
      (mode === 'search' ? query : bubble).focus();
    },
    focus: () => input.focus(),
    /** An answer came while the panel was closed. */
    setUnread(): void {
      bubble.classList.add('unread');
      bubble.setAttribute('aria-label', `${texts.open} (${texts.unread})`);
    },
    setBusy(isBusy: boolean): void {
      // Screen readers get the answer when it is complete, not piece by piece.
      if (isBusy) log.setAttribute('aria-busy', 'true');
      else log.removeAttribute('aria-busy');
      send.hidden = isBusy;
      stop.hidden = !isBusy;
    },
    /** Shows the newest text, if the reader is at the end. */
    follow(): void {
      if (isAtEnd) scrollToEnd();
    },
    scrollToEnd,
    /** The button to ask for a person. */
    offerPerson(isOffered: boolean): void {
      person.hidden = !isOffered;
    },
    remove(): void {
      unlock?.();
      watching.disconnect();
      host.remove();
    },
  };
}
