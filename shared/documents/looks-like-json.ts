const token = /\s*(?:([{}[\],:])|("(?:[^"\\\n]|\\.)*")|(-?\d[\d.eE+-]*|true|false|null))/y;
const cutToken = /^\s*(?:"(?:[^"\\\n]|\\.)*\\?|-|[a-z]{1,4})?$/;

/**
 * Whether a text is the start (or all) of a JSON object or array, or of JSON Lines. The text may end anywhere; what
 * is there must be valid.
 */
export function looksLikeJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  const open: string[] = [];
  let expected: 'value' | 'key' | 'colon' | 'comma' = 'value';
  let fresh = false; // directly after an opening bracket, where it may close again
  token.lastIndex = 0;
  for (let position = 0; ; position = token.lastIndex) {
    token.lastIndex = position;
    const match = token.exec(text);
    if (!match) return cutToken.test(text.slice(position));
    const [, sign, string] = match;
    const wasFresh = fresh;
    fresh = false;
    if (sign === '}' || sign === ']') {
      if (open.pop() !== (sign === '}' ? '{' : '[') || !(wasFresh || expected === 'comma')) return false;
      expected = open.length > 0 ? 'comma' : 'value';
    } else if (sign === ',') {
      if (expected !== 'comma') return false;
      expected = open.at(-1) === '{' ? 'key' : 'value';
    } else if (sign === ':') {
      if (expected !== 'colon') return false;
      expected = 'value';
    } else if (expected === 'key') {
      if (!string) return false;
      expected = 'colon';
    } else if (expected !== 'value' || (open.length === 0 && !sign)) {
      return false;
    } else if (sign) {
      open.push(sign);
      expected = sign === '{' ? 'key' : 'value';
      fresh = true;
    } else {
      expected = 'comma';
    }
  }
}
