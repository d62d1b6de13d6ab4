export type Address = {
  /** What is requested: without fragment, user name, and parameters that only track the visitor. */
  url: string;
  /** The same for addresses that differ in scheme, final slash or order of parameters alone. */
  key: string;
};

const LONGEST = 2_000;
const TRACKING =
  /^(utm_\w+|gclid|gbraid|wbraid|dclid|fbclid|msclkid|yclid|twclid|igshid|mc_[ce]id|_ga|_gl|_hs(enc|mi)|mkt_tok)$/i;

/** An address in normal form; undefined if it is none of the web, or too long. @param base for relative ones */
export function toAddress(given: string, base?: string): Address | undefined {
  if (!URL.canParse(given, base)) return undefined;
  const url = new URL(given, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  url.hash = url.username = url.password = '';
  // As written, because a parsed query would be encoded anew.
  const parameters = url.search
    .slice(1)
    .split('&')
    .filter((part) => part && !TRACKING.test(part.split('=')[0]!));
  url.search = parameters.length > 0 ? `?${parameters.join('&')}` : '';
  if (url.href.length > LONGEST) return undefined;
  const path = url.pathname.replace(/\/+$/, '').replaceAll(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase());
  const sorted = parameters.toSorted().join('&');
  return { url: url.href, key: `${url.host}${path}${sorted && `?${sorted}`}` };
}
