import type { WidgetSettings } from '../../../../shared/contract/widget.ts';
import en from '../locales/en.json' with { type: 'json' };

export type Texts = typeof en & { suggestions: string[] };

const languageOf = (locale: string) => locale.split('-')[0]!.toLowerCase();

/** Whether the language is written from right to left. */
export const isRightToLeft = (locale: string) => /^(ar|fa|he|ur)$/.test(languageOf(locale));

/**
 * The texts for a language: the app's, then the built-in ones, then English.
 * @param base address of this script's folder, where the files of the languages are
 */
export async function loadTexts(
  base: string,
  locale: string,
): Promise<(texts: WidgetSettings['texts']) => Texts> {
  const language = languageOf(locale);
  const own = language === 'en' ? en : await loadLocale(new URL(`widget/locales/${language}.json`, base));
  return (texts) => {
    const given = texts[locale] ?? texts[language] ?? texts['en'] ?? Object.values(texts)[0];
    const filled = Object.entries(given ?? {}).filter(([, value]) => value && value.length > 0);
    return { ...own, suggestions: [], ...Object.fromEntries(filled) };
  };
}

/** Texts that cannot be loaded are no reason to show nothing. */
const loadLocale = (address: URL): Promise<typeof en> =>
  fetch(address, { credentials: 'omit' }).then(
    (response) => (response.ok ? response.json() : en),
    () => en,
  );
