import { ExtractionError } from './extraction-error.ts';

/** Letters. A page that has more than these says something, whatever else is on it. */
const SHORT = 600;

const FAULTS: [pattern: RegExp, message: string][] = [
  [
    /\b(captcha|verif(y|ying) (that )?you are (a )?human|checking (your browser|if the site connection)|are you a robot|unusual traffic|attention required|just a moment|cf-ray|ddos protection)\b/i,
    'This page asks whether its visitor is a person, and shows nothing else. Save the page from a browser and upload the file.',
  ],
  [
    /\b((sign|log) ?in to (continue|view|read|access|your account)|please (sign|log) ?in|you (must|need to) (be logged|log|sign) ?in|members only|anmelden, um|bitte melden sie sich an|connectez-vous pour|inicia sesión para)\b/i,
    'This page shows only a request to sign in. Save the page from a browser where you are signed in, and upload the file.',
  ],
  [
    /(\b(enable|activate|turn on|requires?) java ?script\b|^\W*(loading|please wait|laden|wird geladen|chargement|cargando)\W*$)/im,
    'This page shows its text only with JavaScript. Save the page from a browser and upload the file.',
  ],
  [
    /\b(access denied|403 forbidden|you don.t have permission to access|zugriff verweigert)\b/i,
    'This page was refused. Save the page from a browser and upload the file.',
  ],
];

/**
 * Refuses a page that says nothing of its own: a login, a check for robots, or one that is still loading.
 * @throws ExtractionError
 */
export function refuseEmptyPage(title: string, text: string): void {
  if (text.replace(/\s+/g, '').length > SHORT) return;
  // Without the empty lines: a pattern looks over all that follow one, from each of them.
  const said = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');
  const fault = FAULTS.find(
    ([pattern]) => pattern.test(said) || (said.length < SHORT / 2 && pattern.test(title)),
  );
  if (fault) throw new ExtractionError('no_article', fault[1]);
}
