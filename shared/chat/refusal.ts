import { stopShares, tokensOf } from '../retrieval/terms.ts';
import type { App } from '../tenancy/app.ts';

/** What a new app says: the default of the column `refusal_text`. */
const DEFAULT = 'I could not find anything about that in the documents I was given.';

/** The same by language. */
const texts: Record<string, string> = {
  en: DEFAULT,
  de: 'Dazu habe ich in den Dokumenten, die ich habe, nichts gefunden.',
  fr: 'Je n’ai rien trouvé à ce sujet dans les documents qui m’ont été fournis.',
  es: 'No he encontrado nada sobre eso en los documentos que tengo.',
  pt: 'Não encontrei nada sobre isso nos documentos que recebi.',
  it: 'Non ho trovato nulla al riguardo nei documenti che ho ricevuto.',
  nl: 'Ik heb hierover niets gevonden in de documenten die ik heb gekregen.',
  sv: 'Jag hittade inget om det i de dokument som jag har fått.',
  da: 'Jeg fandt intet om det i de dokumenter, jeg har fået.',
  nb: 'Jeg fant ingenting om det i dokumentene jeg har fått.',
  fi: 'En löytänyt siitä mitään saamistani asiakirjoista.',
  pl: 'Nie znalazłem nic na ten temat w dokumentach, które otrzymałem.',
  cs: 'V dokumentech, které mám, jsem k tomu nic nenašel.',
  ru: 'В документах, которые у меня есть, об этом ничего не нашлось.',
  uk: 'У документах, які я маю, про це нічого не знайшлося.',
  tr: 'Elimdeki belgelerde bununla ilgili bir şey bulamadım.',
  ar: 'لم أجد شيئًا عن ذلك في المستندات المتاحة لي.',
  zh: '在我拿到的文档中没有找到相关内容。',
  ja: 'お預かりしている文書の中には、それについての記述が見つかりませんでした。',
  ko: '제가 가진 문서에서 그에 대한 내용을 찾지 못했습니다.',
};

const SCRIPTS: [RegExp, string][] = [
  [/[\u3040-\u30ff]/, 'ja'],
  [/[\uac00-\ud7af]/, 'ko'],
  [/[\u3400-\u9fff]/, 'zh'],
];
/** A short question has few words that tell; in the wrong language, the refusal is worse than in English. */
const LEAD = 1.25;

/** What an app says where nothing was found: its own words, or the built-in ones in the language of its answers or of the question. */
export function refusalFor({ language, refusalText }: App, question: string): string {
  if (refusalText !== DEFAULT) return refusalText;
  return texts[language === 'auto' ? languageOf(question) : language] ?? DEFAULT;
}

function languageOf(question: string): string {
  const script = SCRIPTS.find(([letters]) => letters.test(question));
  if (script) return script[1];
  const [first, second] = stopShares(tokensOf(question));
  if (first && first.share >= 0.2 && first.share >= (second?.share ?? 0) * LEAD) return first.language;
  // The letters that Persian and Urdu have beside those of Arabic.
  return /[\u0621-\u064a]/.test(question) &&
    !/[\u067e\u0686\u0698\u06a9\u06af\u06cc\u0679\u06d2]/.test(question)
    ? 'ar'
    : 'en';
}
