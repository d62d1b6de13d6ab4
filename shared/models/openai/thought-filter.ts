/** Tags around thought, as different models write them into their text. */
const TAGS = [
  ...['think', 'thinking', 'thought', 'reasoning', 'seed:think'].map((name) => [`<${name}>`, `</${name}>`]),
  ['[think]', '[/think]'],
  ['◁think▷', '◁/think▷'],
  ['<|channel|>analysis<|message|>', '<|channel|>final<|message|>'],
] as [opening: string, closing: string][];
const ALL = TAGS.flat();
const FIRST = new Set(ALL.map((tag) => tag[0]!));
const LONGEST = Math.max(...ALL.map((tag) => tag.length));

export type Filtered = {
  /** What the assistant says. */
  text: string;
  /** What it thinks. */
  thought: string;
  /** All text so far was thought: its closing tag came without an opening one. */
  retract?: boolean;
};

export type ThoughtFilter = {
  pass(piece: string): Filtered;
  /** The thought came another way, so that nothing needs to be held back. */
  release(): Filtered;
  /** What was held back when the answer ended. */
  end(): Filtered;
};

/**
 * Takes thought out of a streamed text, also where a tag is split over pieces. A tag in backticks is text.
 * @param options unopened: the text begins as thought, without a tag; it is held back until the closing one
 */
export function thoughtFilter({ unopened }: { unopened: boolean }): ThoughtFilter {
  /** The beginning of a tag, perhaps. */
  let pending = '';
  /** Text that may turn out to be thought. */
  let held = '';
  let holding = unopened;
  let inside: string | undefined;
  let trimming = false;
  let last = '';

  function pass(piece: string, ended = false): Filtered {
    const out: Filtered = { text: '', thought: '' };
    const say = (text: string) => {
      const rest = trimming ? text.trimStart() : text;
      if (rest === '') return;
      trimming = false;
      out.text += rest;
      last = rest.slice(-1);
    };
    let text = pending + piece;
    for (let found = findTag(text, inside, last); found; found = findTag(text, inside, last)) {
      const before = held + text.slice(0, found.index);
      held = '';
      text = text.slice(found.index + found.tag.length);
      if (found.closing !== undefined) {
        say(before);
        inside = found.closing;
      } else {
        if (inside === undefined) {
          // A closing tag alone: everything before it was thought.
          out.retract = true;
          out.thought += out.text;
          out.text = '';
        }
        out.thought += before;
        inside = undefined;
        trimming = true;
      }
      holding = false;
    }
    const kept = ended ? text : text.slice(0, text.length - partOfTag(text));
    pending = text.slice(kept.length);
    if (inside !== undefined) out.thought += kept;
    else if (holding && !ended) held += kept;
    else say(held + kept);
    if (ended) held = '';
    return out;
  }

  return {
    pass(piece) {
      const isPlain = !holding && inside === undefined && !trimming && pending === '' && !hasFirst(piece);
      if (!isPlain) return pass(piece);
      last = piece.slice(-1) || last;
      return { text: piece, thought: '' };
    },
    release() {
      holding = false;
      return held === '' ? { text: '', thought: '' } : pass('');
    },
    end: () => pass('', true),
  };
}

function hasFirst(text: string): boolean {
  return text.includes('<') || text.includes('[') || text.includes('◁');
}

/** The first tag: the closing one inside of thought, otherwise any. `closing`: what ends it; undefined if it ends. */
function findTag(text: string, inside: string | undefined, said: string) {
  if (inside === undefined && !hasFirst(text)) return undefined;
  const lower = text.toLowerCase();
  if (inside !== undefined) {
    const index = lower.indexOf(inside);
    return index < 0 ? undefined : { index, tag: inside, closing: undefined };
  }
  let first: { index: number; tag: string; closing: string | undefined } | undefined;
  for (const [opening, closing] of TAGS)
    for (const tag of [opening, closing]) {
      const index = lower.indexOf(tag);
      if (index < 0 || (first && first.index <= index)) continue;
      if ((index > 0 ? text[index - 1] : said) === '`') continue;
      first = { index, tag, closing: tag === opening ? closing : undefined };
    }
  return first;
}

/** How many characters at the end may be the beginning of a tag. */
function partOfTag(text: string): number {
  const lower = text.slice(-LONGEST).toLowerCase();
  for (let start = 0; start < lower.length; start++)
    if (
      FIRST.has(lower[start]!) &&
      ALL.some((tag) => tag.length > lower.length - start && tag.startsWith(lower.slice(start)))
    )
      return lower.length - start;
  return 0;
}
