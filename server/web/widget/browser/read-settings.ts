// How a page says which widget it wants: the script's attributes, its address, or window.docentSettings.

/** `target`: a CSS selector of the element that holds the widget; `mode`: how it appears there. */
export type PageSettings = {
  key?: string;
  api?: string;
  locale?: string;
  position?: string;
  open?: string | boolean;
  mode?: string;
  target?: string;
  endUserId?: string;
  endUserSignature?: string;
};
declare global {
  interface Window {
    docentSettings?: PageSettings;
  }
}

const read = new WeakSet<HTMLScriptElement>();

/** The script that runs now. Modules and tag managers do not say which it is: then the first one not yet read. */
function findScript(): HTMLScriptElement | undefined {
  const isOurs = ({ src }: HTMLScriptElement) => /\/widget\.js($|[?#])/.test(src);
  const current = document.currentScript as HTMLScriptElement | null;
  if (current && isOurs(current)) return current;
  return [...document.scripts].find((script) => isOurs(script) && !read.has(script));
}

/** What the page says, and the address that everything is loaded from. */
export function readSettings(): { settings: PageSettings; base: string | undefined } {
  const script = findScript();
  if (script) read.add(script);
  const inAddress = script ? Object.fromEntries(new URL(script.src).searchParams) : {};
  const settings: PageSettings = { ...window.docentSettings, ...inAddress, ...script?.dataset };
  const base = script?.src ?? settings.api;
  return { settings, base: base && new URL('.', new URL(base, location.href)).href };
}
