import { attributeOf, elements } from '../read-xml.ts';

/**
 * A field that has begun. `hidden`: what fields within its instructions came to; Word works with it and does not show
 * it. A field that has no end keeps it: nobody can say what it shows.
 */
type Field = { run: Element | null; choice: string; hasText: boolean; hidden: Element[] };

/** Leaves of fields what Word shows: of one within the instructions of another nothing, of a drop-down its choice. */
export function showFields(root: Element, makeRun: (text: string) => Element): void {
  const open: Field[] = [];
  // Those of them whose instructions go on, the outermost first.
  const instructing: Field[] = [];
  for (const element of root.querySelectorAll('w\\:fldChar,w\\:t')) {
    const last = open.at(-1);
    const type = element.getAttribute('w:fldCharType');
    if (element.nodeName === 'w:t') {
      if (last) last.hasText = true;
      instructing[0]?.hidden.push(element);
    } else if (type === 'begin') {
      const run = element.closest('w\\:r');
      const field = { run, choice: choiceOf(element), hasText: false, hidden: [] };
      open.push(field);
      instructing.push(field);
    } else if (last && instructing.at(-1) === last) instructing.pop();
    if (type !== 'end' || !last) continue;
    open.pop();
    for (const text of last.hidden) text.remove();
    if (last.choice !== '' && !last.hasText) last.run?.before(makeRun(last.choice));
  }
}

/** The chosen entry of a drop-down form field, which is nowhere else in the document. */
function choiceOf(begin: Element): string {
  const [list] = elements(begin, 'w:ddList');
  if (!list) return '';
  const chosen = elements(list, 'w:result')[0] ?? elements(list, 'w:default')[0];
  const entry = elements(list, 'w:listEntry')[Number(chosen?.getAttribute('w:val') ?? 0)];
  return (entry && attributeOf(entry, 'w:val')) ?? '';
}
