// <script src="…/widget.js" data-key="pk_…" async></script>: reads its tag, loads the app's settings, shows the
// widget.
import type { WidgetSettings } from '../../../../shared/contract/widget.ts';
import { forgetOthers } from './memory.ts';
import { readSettings } from './read-settings.ts';
import { openService } from './service.ts';
import { loadTexts } from './texts.ts';
import { createWidget, type Widget } from './widget.ts';

/** Whom the page says is asking, signed by its own server. */
type Visitor = { end_user_id?: string | undefined; end_user_signature?: string | undefined };
type Changes = Partial<WidgetSettings> & { locale?: string };
type Docent = {
  open(key?: string): void;
  close(key?: string): void;
  /** Ends the conversation and deletes what this browser stores of it. */
  forget(key?: string): void;
  /** Changes settings or locale of the shown widget. Nothing is saved. */
  update(changes: Changes, key?: string): void;
  /** Removes the widget from the page. */
  remove(key?: string): void;
  keys(): string[];
};
type Shown = Widget & { update(changes: Changes): Promise<void> };
declare global {
  interface Window {
    docent?: Docent & { widgets: Map<string, Shown>; wanted?: string | null };
  }
}

const shared = (window.docent ??= openDocent());
const { settings: page, base } = readSettings();
if (!page.key || !base) console.error('Docent: the script tag needs data-key="pk_…".');
else if (!shared.widgets.has(page.key)) void appear(page.key, base);

async function appear(key: string, base: string): Promise<void> {
  const visitor: Visitor = {
    end_user_id: page.endUserId || undefined,
    end_user_signature: page.endUserSignature || undefined,
  };
  forgetOthers(key, visitor.end_user_id);
  const api = new URL(page.api ?? '.', base).href.replace(/\/$/, '');
  const service = openService(api, key, visitor, page.api !== undefined);
  const locale = page.locale || document.documentElement.lang || navigator.language || 'en';
  try {
    const [settings, texts] = await Promise.all([service.settings(), loadTexts(base, locale)]);
    if (shared.widgets.has(key)) return;
    const position = (['left', 'right'] as const).find((side) => side === page.position);
    const mode = (['inline', 'search'] as const).find((name) => name === page.mode);
    const index = mode ? 0 : [...shared.widgets.values()].filter(({ hasBubble }) => hasBubble).length;
    let shown = { ...settings, ...(position && { position }) };
    let words = texts;
    let language = locale;
    const show = () => {
      const place = { index, mode, target: page.target };
      const widget = createWidget(service, key, { ...place, locale: language }, words(shown.texts), shown);
      shared.widgets.set(key, { ...widget, update });
    };
    const update = async ({ locale, ...changes }: Changes) => {
      if (locale) words = await loadTexts(base, (language = locale));
      const before = shared.widgets.get(key);
      if (!before) return;
      shown = { ...shown, ...changes };
      before.remove();
      show();
      if (before.isOpen()) shared.widgets.get(key)!.open(false);
    };
    show();
    const widget = shared.widgets.get(key)!;
    if (page.open !== undefined && page.open !== false) widget.open(false);
    window.dispatchEvent(new CustomEvent('docent:ready', { detail: { key } }));
    if (shared.wanted === key || shared.wanted === null) {
      shared.wanted = undefined;
      widget.open();
    }
  } catch (error) {
    // The page stays as it is. The console has the reason for whoever builds the page: the browser keeps the answer to a
    // page that is not on the key's list.
    const refused = error instanceof TypeError || (error as { code?: string }).code === 'origin_not_allowed';
    const todo = refused
      ? `Add ${location.origin} to the key's allowed origins (in the panel, under Keys), and check that ${api} can be reached.`
      : '';
    console.warn(`Docent: the widget is not shown. ${(error as Error).message.replace(/\.$/, '')}. ${todo}`);
  }
}

function openDocent(): NonNullable<Window['docent']> {
  const widgets = new Map<string, Shown>();
  const one = (key?: string) => (key ? widgets.get(key) : widgets.values().next().value);
  const docent: NonNullable<Window['docent']> = {
    widgets,
    open(key) {
      const widget = one(key);
      if (widget) widget.open();
      else docent.wanted = key ?? null;
    },
    close: (key) => one(key)?.close(),
    forget: (key) => one(key)?.forget(),
    update: (changes, key) => void one(key)?.update(changes),
    remove(key) {
      const widget = one(key);
      widget?.remove();
      for (const [name, found] of widgets) if (found === widget) widgets.delete(name);
    },
    keys: () => [...widgets.keys()],
  };
  return docent;
}
