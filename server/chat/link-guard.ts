// Links to hosts that an app does not allow, taken out of an answer while it streams.

const LONGEST_LINK = 2_000;
/** [text](target "title") and ![text](target), whole. */
const LINK =
  /!?\[([^[\]]*)\]\(\s*(?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?\s*\)/y;
/** An address by itself, in angle brackets, or as the target of a reference. */
const ADDRESS = /(?:[a-z][a-z0-9+-]*:\/\/|\/\/|www\.)[^\s<>"'`[\](){}|]+/giy;
const START = /!?\[|(?:[a-z][a-z0-9+-]*:\/\/|\/\/|www\.)/gi;
export const REMOVED = '(link removed)';

export type LinkGuard = { pass(piece: string): string; end(): string };

/**
 * Watches an answer's text. A link keeps its words and loses its target; a bare address becomes `(link removed)`.
 * @param hosts allowed ones, lower case; `*.example.com` stands for every host below it
 * @returns pass: what may be shown of the text so far, with what may yet become a link held back; end: the rest
 */
export function linkGuard(hosts: string[]): LinkGuard {
  let held = '';
  const take = (last: boolean): string => {
    let said = '';
    let at = 0;
    while (at < held.length) {
      START.lastIndex = at;
      const found = START.exec(held);
      const start = found ? found.index : last ? held.length : unfinished(held, at);
      said += held.slice(at, start);
      at = start;
      if (!found) break;
      const read = found[0].endsWith('[') ? readLink(held, at, last) : readAddress(held, at, last);
      if (!read) break;
      said += read.said(hosts);
      at = read.end;
    }
    held = held.slice(at);
    return said;
  };
  return {
    pass(piece) {
      held += piece;
      return take(false);
    },
    end: () => take(true),
  };
}

type Read = { end: number; said(hosts: string[]): string };

/** A Markdown link from its bracket on; undefined while it may still become one. */
function readLink(text: string, at: number, last: boolean): Read | undefined {
  LINK.lastIndex = at;
  const match = LINK.exec(text);
  if (match) {
    const [whole, label = '', angled, plain = ''] = match;
    const target = angled ?? plain;
    // A number is a citation's: it stays one, whatever stands behind it.
    const words = /^[\d\s,]+$/.test(label) ? `[${label}]` : label;
    return {
      end: at + whole.length,
      said: (hosts) => (isAllowed(target, hosts) ? whole : cleaned(words, hosts)),
    };
  }
  const rest = text.slice(at);
  const open = /^!?\[[^[\]]*(?:\](?:\((?:[^()]|\([^()]*\))*(?:\([^()]*)?)?)?$/.test(rest);
  if (open && !last && rest.length < LONGEST_LINK) return undefined;
  const bracket = rest.startsWith('!') ? 2 : 1;
  return { end: at + bracket, said: () => rest.slice(0, bracket) };
}

/** An address to its end; undefined while it may go on. */
function readAddress(text: string, at: number, last: boolean): Read | undefined {
  ADDRESS.lastIndex = at;
  const match = ADDRESS.exec(text);
  const end = match ? at + match[0].length : at + 1;
  if (!last && (end === text.length || !match) && text.length - at < LONGEST_LINK) return undefined;
  if (!match) return { end, said: () => text.slice(at, end) };
  const trailing = /[.,;:!?]*$/.exec(match[0])![0];
  const address = match[0].slice(0, match[0].length - trailing.length);
  return { end, said: (hosts) => (isAllowed(address, hosts) ? match[0] : REMOVED + trailing) };
}

/** A link's words may hold an address themselves. */
const cleaned = (words: string, hosts: string[]): string => {
  const guard = linkGuard(hosts);
  return guard.pass(words) + guard.end();
};

/** Where the last word begins that may yet turn out to be an address (`https`, `ww`, `!`). */
function unfinished(text: string, at: number): number {
  const tail = /(?:[a-z][a-z0-9+-]*(?::\/?)?|\/|!)$/i.exec(text.slice(at));
  return tail && tail[0].length < LONGEST_LINK ? at + tail.index : text.length;
}

function isAllowed(target: string, hosts: string[]): boolean {
  const full = /^www\./i.test(target) ? `https://${target}` : target;
  if (!/^https?:\/\/[^/\\]/i.test(full) || !URL.canParse(full)) return false;
  const { hostname, username } = new URL(full);
  return (
    !username &&
    hosts.some((host) => (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host))
  );
}
