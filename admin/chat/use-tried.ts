import { useEffect, useState } from 'react';
import type { AppSettings } from '../../shared/contract/apps.panel.ts';
import type { EvaluatedSettings } from '../../shared/contract/evaluations.ts';

/** The settings that the playground can try, with whether each is a number. */
const triable = {
  chat_model: false,
  reasoning_effort: false,
  temperature: true,
  max_output_tokens: true,
  least_relevance: true,
  rerank_model: false,
  instructions: false,
  refusal_text: false,
} as const;

export type Triable = keyof typeof triable;
/** Texts of the fields that were changed. */
export type Tried = Partial<Record<Triable, string>>;

const isTriable = (name: string): name is Triable => name in triable;

/** What a field shows of a saved setting. */
export const shownOf = (saved: AppSettings, name: Triable): string => String(saved[name] ?? '');

/** The settings as the server reads them. */
export const settingsOf = (tried: Tried): EvaluatedSettings =>
  Object.fromEntries(
    Object.entries(tried).map(([name, text]) => [
      name,
      text.trim() === '' && name !== 'instructions' && name !== 'refusal_text'
        ? null
        : triable[name as Triable]
          ? Number(text)
          : text,
    ]),
  );

/** Settings that are tried before they are saved. This tab keeps them over a reload. */
export function useTried(appId: string, saved: AppSettings) {
  const [tried, setTried] = useState<Tried>({});
  const stored = `docent-try-${appId}`;
  useEffect(() => {
    try {
      const kept = Object.entries(JSON.parse(sessionStorage.getItem(stored) ?? '{}') as object);
      setTried(Object.fromEntries(kept.filter(([name]) => isTriable(name))));
    } catch {
      // The browser keeps nothing for this page.
    }
  }, [stored]);
  const keep = (next: Tried) => {
    setTried(next);
    try {
      sessionStorage.setItem(stored, JSON.stringify(next));
    } catch {
      // As above.
    }
  };
  const change = (name: Triable, text: string) => {
    const { [name]: _, ...rest } = tried;
    keep(text === shownOf(saved, name) ? rest : { ...rest, [name]: text });
  };
  return { tried, change, reset: () => keep({}) };
}
