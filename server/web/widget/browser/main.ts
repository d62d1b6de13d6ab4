// <script src="…/widget.js" data-key="pk_…" async></script>: reads its tag, loads the app's settings, shows the
// widget.
import type { WidgetSettings } from '../../../../shared/contract/widget.ts';
import { openService } from './service.ts';
import { forgetOthers } from './memory.ts';
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
type Shown = Widget & { update(changes: Changes): void };
declare global {
  interface Window {
    docent?: Docent & { widgets: Map<string, Shown>; wanted?: string | null };
  }
}

const script = document.currentScript as HTMLScriptElement | null;
const key = script?.dataset['key'];
const base = script && new URL(script.dataset['api'] ?? '.', script.src).href.replace(/\/$/, '');
const shared = (window.docent ??= openDocent());

if (!script || !base || !key) console.error('Docent: the script tag needs data-key="pk_…".');
else if (!shared.widgets.has(key)) void appear(base, key, script.dataset);

async function appear(base: string, key: string, data: DOMStringMap): Promise<void> {
  const visitor: Visitor = {
    end_user_id: data['endUserId'] || undefined,
    end_user_signature: data['endUserSignature'] || undefined,
  };
  forgetOthers(key, visitor.end_user_id);
  const service = openService(base, key, visitor, data['api'] !== undefined);
  try {
    const settings = await service.settings();
    if (shared.widgets.has(key)) return;
    const locale = data['locale'] || document.documentElement.lang || navigator.language || 'en';
    const position = (['left', 'right'] as const).find((side) => side === data['position']);
    const index = shared.widgets.size;
    let shown = { ...settings, ...(position && { position }), locale };
    const show = () =>
      shared.widgets.set(key, { ...createWidget(service, key, shown.locale, shown, index), update });
    const update = (changes: Changes) => {
      const before = shared.widgets.get(key)!;
      shown = { ...shown, ...changes };
      before.remove();
      show();
      if (before.isOpen()) shared.widgets.get(key)!.open(false);
    };
    show();
    const widget = shared.widgets.get(key)!;
    if (data['open'] !== undefined) widget.open(false);
    window.dispatchEvent(new CustomEvent('docent:ready', { detail: { key } }));
    if (shared.wanted === key || shared.wanted === null) {
      shared.wanted = undefined;
      widget.open();
    }
  } catch (error) {
    // On other origins the widget does not appear. The console shows the reason to whoever builds the page.
    console.info(`Docent: the widget is not shown. ${(error as Error).message}`);
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
    update: (changes, key) => one(key)?.update(changes),
    remove(key) {
      const widget = one(key);
      widget?.remove();
      for (const [name, found] of widgets) if (found === widget) widgets.delete(name);
    },
    keys: () => [...widgets.keys()],
  };
  return docent;
}
