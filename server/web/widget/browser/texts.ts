import type { WidgetSettings } from '../../../../shared/contract/widget.ts';

const en = {
  title: 'Ask us',
  greeting: 'Hello! Ask me anything; I answer from our documents and show my sources.',
  placeholder: 'Your question',
  open: 'Open the chat',
  close: 'Close the chat',
  send: 'Send',
  stop: 'Stop',
  fresh: 'New conversation',
  retry: 'Try again',
  lost: 'The connection was lost.',
  stopped: 'Stopped.',
  sources: 'Sources',
  page: 'page',
  ocr: 'text recognised by OCR',
  up: 'Good answer',
  down: 'Bad answer',
  you: 'You',
  suggestions: [] as string[],
};
export type Texts = typeof en;

const own: Record<string, Texts> = {
  en,
  de: {
    title: 'Fragen Sie uns',
    greeting: 'Hallo! Fragen Sie mich; ich antworte aus unseren Dokumenten und zeige meine Quellen.',
    placeholder: 'Ihre Frage',
    open: 'Chat öffnen',
    close: 'Chat schließen',
    send: 'Senden',
    stop: 'Anhalten',
    fresh: 'Neues Gespräch',
    retry: 'Noch einmal versuchen',
    lost: 'Die Verbindung ist abgebrochen.',
    stopped: 'Angehalten.',
    sources: 'Quellen',
    page: 'Seite',
    ocr: 'Text per OCR erkannt',
    up: 'Gute Antwort',
    down: 'Schlechte Antwort',
    you: 'Sie',
    suggestions: [],
  },
  fr: {
    title: 'Posez une question',
    greeting: 'Bonjour ! Je réponds à partir de nos documents et je cite mes sources.',
    placeholder: 'Votre question',
    open: 'Ouvrir la discussion',
    close: 'Fermer la discussion',
    send: 'Envoyer',
    stop: 'Arrêter',
    fresh: 'Nouvelle conversation',
    retry: 'Réessayer',
    lost: 'La connexion a été perdue.',
    stopped: 'Arrêté.',
    sources: 'Sources',
    page: 'page',
    ocr: 'texte reconnu par OCR',
    up: 'Bonne réponse',
    down: 'Mauvaise réponse',
    you: 'Vous',
    suggestions: [],
  },
};

/** The texts for a language: the app's, then the built-in ones, then English. */
export function textsFor(locale: string, texts: WidgetSettings['texts']): Texts {
  const language = locale.split('-')[0]!.toLowerCase();
  const given = texts[locale] ?? texts[language] ?? texts['en'] ?? Object.values(texts)[0];
  const said = Object.entries(given ?? {}).filter(([, value]) => value && value.length > 0);
  return { ...(own[language] ?? en), ...Object.fromEntries(said) };
}
