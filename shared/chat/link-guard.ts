// Removes links to hosts that the app does not allow while the answer streams.

const LONGEST_LINK = 2_000;
/** [text](target "title") and ![text](target), whole. */
const LINK =
  /!?\[([^[\]]*)\]\(\s*(?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?\s*\)/y;
/** [label]: target "title", on its own line: the target of references with that label. */
const DEFINITION =
  /\[[^[\]\n]+\]:[ \t]*\n?[ \t]*(?:<([^<>\n]*)>|([^\s<]\S*))(?:[ \t]*\n?[ \t]+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*(?=\n|$)/y;
/** Text that may still become one. */
const HALF_DEFINITION =
  /^\[[^[\]\n]*\]:[ \t]*\n?[ \t]*(?:(?:<[^<>\n]*>?|[^\s<]\S*)(?:[ \t]*\n?[ \t]*(?:"[^"\n]*"?|'[^'\n]*'?|\([^()\n]*\)?)?)?[ \t]*)?$/;
/** A bare address, or one in angle brackets; some schemes work without slashes too (`http:host`), and `<javascript:>` is a link. */
const ADDRESS =
  /(?:(?:[a-z][a-z0-9+-]*:\/\/|\/\/|www\.)[^\s<>"'`[\](){}|]+|(?:[a-z][a-z0-9+-]*)?(?:https?|javascript|vbscript):(?:[^\s<>]+|(?=>)))/iy;
const START =
  /!?\[|(?:[a-z][a-z0-9+-]*:\/\/|\/\/|www\.)(?=[^\s<>"'`[\](){}|]|$)|(?:[a-z][a-z0-9+-]*)?(?:https?|javascript|vbscript):(?=[^\s<]|$)/gi;
/** How far a Markdown reader may extend a bare address. */
const WIDEST = /[^\s<]+/y;
export const REMOVED = '(link removed)';

export type LinkGuard = { pass(piece: string): string; end(): string };

/**
 * Filters an answer's text. A link keeps its text and loses its target; a bare address becomes `(link removed)`.
 * @param hosts allowed hosts in lower case; `*.example.com` stands for every host below it
 * @returns pass: returns the text that can be shown, holding back what may become a link; end: the rest
 */
export function linkGuard(hosts: string[]): LinkGuard {
  let buffer = '';
  let before = '';
  const take = (last: boolean): string => {
    let said = before;
    let at = 0;
    while (at < buffer.length) {
      START.lastIndex = at;
      const found = START.exec(buffer);
      const start = found ? found.index : last ? buffer.length : unfinished(buffer, at);
      said += buffer.slice(at, start);
      at = start;
      if (!found) break;
      const read = found[0].endsWith('[') ? readLink(buffer, at, last) : readAddress(buffer, at, last);
      if (!read) break;
      const kept = read.said(hosts);
      const next = buffer.slice(read.end);
      if (read.isLink && kept !== buffer.slice(at, read.end)) {
        if (!last && /^[.:@/-]*$/.test(next) && next.length < LONGEST_LINK) break;
        said += apart(said, kept, next);
      } else said += kept;
      at = read.end;
    }
    buffer = buffer.slice(at);
    const passed = said.slice(before.length);
    before = said.slice(-1);
    return passed;
  };
  return {
    pass(piece) {
      buffer += piece;
      return take(false);
    },
    end: () => take(true),
  };
}

type Read = { end: number; isLink?: true; said(hosts: string[]): string };

/** The text of a removed link, separated from its surroundings: together they could form an address. */
function apart(before: string, words: string, next: string): string {
  const touches = /[\p{L}\p{N}.:@/-]$/u.test(before) && /^[\p{L}\p{N}.:@/-]/u.test(words || next);
  const goesOn = /[\p{L}\p{N}.:@/-]$/u.test(words) && /^[.:@/-]*[\p{L}\p{N}]/u.test(next);
  return `${touches ? ' ' : ''}${words}${goesOn ? ' ' : ''}`;
}

/** A Markdown link, from its bracket; undefined while it is incomplete. */
function readLink(text: string, at: number, last: boolean): Read | undefined {
  LINK.lastIndex = at;
  const match = LINK.exec(text);
  if (match) {
    const [whole, label = '', angled, plain = ''] = match;
    const target = angled ?? plain;
    // A number is a citation and stays one, whatever follows.
    const words = /^[\d\s,]+$/.test(label) ? `[${label}]` : label;
    return {
      end: at + whole.length,
      isLink: true,
      said: (hosts) => (isAllowed(target, hosts) ? whole : cleaned(words, hosts)),
    };
  }
  const rest = text.slice(at);
  if (!last && rest.length < LONGEST_LINK && HALF_DEFINITION.test(rest)) return undefined;
  DEFINITION.lastIndex = at;
  const definition = DEFINITION.exec(text);
  if (definition) {
    const [whole, angled, plain = ''] = definition;
    const label = whole.slice(0, whole.indexOf(']') + 2);
    return {
      end: at + whole.length,
      said: (hosts) => (isAllowed(angled ?? plain, hosts) ? whole : `${label} ${REMOVED}`),
    };
  }
  const open = /^!?\[[^[\]]*(?:\](?:\((?:[^()]|\([^()]*\))*(?:\([^()]*)?)?)?$/.test(rest);
  if (open && !last && rest.length < LONGEST_LINK) return undefined;
  const bracket = rest.startsWith('!') ? 2 : 1;
  return { end: at + bracket, said: () => rest.slice(0, bracket) };
}

/** The whole address; undefined while it may continue. */
function readAddress(text: string, at: number, last: boolean): Read | undefined {
  ADDRESS.lastIndex = at;
  const match = ADDRESS.exec(text);
  const end = match ? at + match[0].length : at + 1;
  if (!last && (end === text.length || !match) && text.length - at < LONGEST_LINK) return undefined;
  if (!match) return { end, said: () => text.slice(at, end) };
  WIDEST.lastIndex = at;
  const widest = WIDEST.exec(text)![0];
  // Until there is a path, the following text may be part of the host.
  const isOpen = !/[/?#]/.test(match[0].replace(/^(?:[a-z][a-z0-9+-]*:)?\/*/i, ''));
  if (isOpen && !last && at + widest.length === text.length && widest.length < LONGEST_LINK) return undefined;
  const address = match[0].replace(/[.,;:!?]+$/, '');
  const trailing = match[0].slice(address.length);
  const wide = widest.replace(/[^\p{L}\p{N}/]+$/u, '');
  const isWider = isOpen && wide.length > address.length;
  return {
    end,
    said: (hosts) =>
      isAllowed(address, hosts) && (!isWider || isAllowed(wide, hosts)) ? match[0] : REMOVED + trailing,
  };
}

/** The text of a link may contain an address itself. */
const cleaned = (words: string, hosts: string[]): string => {
  const guard = linkGuard(hosts);
  return guard.pass(words) + guard.end();
};

/** Start of the last word that may still become an address (`https`, `ww`, `!`). */
function unfinished(text: string, at: number): number {
  const tail = /(?:[a-z][a-z0-9+-]*(?::\/?)?|\/|!)$/i.exec(text.slice(at));
  return tail && tail[0].length < LONGEST_LINK ? at + tail.index : text.length;
}

function isAllowed(target: string, hosts: string[]): boolean {
  const bare = /^www\./i.test(target);
  // Within a word it is not a link, and what its path contains becomes one.
  if (bare && target.includes('://')) return false;
  const full = bare ? `https://${target}` : target;
  if (!/^https?:\/\/[^/\\]/i.test(full) || !URL.canParse(full)) return false;
  const { hostname, username } = new URL(full);
  return (
    !username &&
    hosts.some((host) => (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host))
  );
}
