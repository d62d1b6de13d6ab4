// Renders Markdown as DOM nodes. Text becomes text nodes: nothing from a model is parsed as HTML.
type Made = { tag: string; of: (Made | string)[]; attributes?: Record<string, string> };

const SAFE_LINK = /^(https?:\/\/|mailto:)[^\s]+$/i;
const INLINE =
  /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\*([^*\n]+)\*|\[([^\]\n]+)\]\(([^)\s]+)\)|\[(\d{1,3})\]|(https?:\/\/[^\s<>()"']+[^\s<>()"'.,;:!?])/g;

/** Replaces a node's content with the text. */
export function renderMarkdown(into: Element, text: string): void {
  into.replaceChildren(...blocks(text).map(toNode));
}

function toNode(made: Made | string): Node {
  if (typeof made === 'string') return document.createTextNode(made);
  const element = document.createElement(made.tag);
  for (const [name, value] of Object.entries(made.attributes ?? {})) element.setAttribute(name, value);
  element.append(...made.of.map(toNode));
  return element;
}

function blocks(text: string): Made[] {
  const lines = text.replaceAll('\r', '').split('\n');
  const made: Made[] = [];
  let index = 0;
  const take = (fits: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    while (index < lines.length && fits(lines[index]!)) taken.push(lines[index++]!);
    return taken;
  };
  while (index < lines.length) {
    const line = lines[index]!;
    if (!line.trim()) index++;
    else if (/^\s*```/.test(line)) {
      index++;
      const code = take((one) => !/^\s*```/.test(one));
      index++;
      made.push({ tag: 'pre', of: [{ tag: 'code', of: [code.join('\n')] }] });
    } else if (/^#{1,6}\s/.test(line)) {
      index++;
      made.push({ tag: 'h4', of: inline(line.replace(/^#+\s+/, '')) });
    } else if (/^\s*([-*+]|\d+[.)])\s/.test(line)) {
      const ordered = /^\s*\d/.test(line);
      const items = take((one) => (ordered ? /^\s*\d+[.)]\s/ : /^\s*[-*+]\s/).test(one));
      made.push({
        tag: ordered ? 'ol' : 'ul',
        of: items.map((item) => ({ tag: 'li', of: inline(item.replace(/^\s*([-*+]|\d+[.)])\s+/, '')) })),
      });
    } else {
      const first = lines[index++]!;
      const rest = take((one) => Boolean(one.trim()) && !/^(\s*```|#{1,6}\s|\s*([-*+]|\d+[.)])\s)/.test(one));
      made.push({ tag: 'p', of: inline([first, ...rest].join('\n')) });
    }
  }
  return made;
}

function inline(text: string): (Made | string)[] {
  const parts: (Made | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    const [whole, code, strong, emphasis, label, target, reference, bare] = match;
    const link = target ?? bare;
    if (code) parts.push({ tag: 'code', of: [code] });
    else if (strong) parts.push({ tag: 'strong', of: [strong] });
    else if (emphasis) parts.push({ tag: 'em', of: [emphasis] });
    else if (reference) parts.push({ tag: 'sup', of: [reference] });
    else if (link && SAFE_LINK.test(link))
      parts.push({
        tag: 'a',
        of: [label ?? link],
        attributes: { href: link, target: '_blank', rel: 'noopener noreferrer nofollow' },
      });
    else parts.push(whole);
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}
