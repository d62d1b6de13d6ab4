import type { Extracted } from './extract/extracted.ts';

const LONGEST = 300;
/** What programs write where nobody chose a title. */
const NO_TITLE =
  /^(untitled|unbenannt|sans titre|sin t[ií]tulo|title|home|index|welcome|(new )?(document|presentation|worksheet|workbook|book|slide)? ?\d*|(microsoft )?(word|excel|powerpoint)( -.*| presentation)?|.*\.[a-z0-9]{2,5})$/i;

/** A document's title: what the file says, else its first heading if that opens the document; null if neither is one. */
export function titleOf({ title, text, format }: Extracted): string | null {
  const first = format === 'markdown' ? /^# (.+)/.exec(text)?.[1] : undefined;
  for (const written of [title, first]) {
    const clean = (written ?? '').replace(/[\p{Cc}\s]+/gu, ' ').trim();
    if (clean !== '' && clean.length <= LONGEST && !NO_TITLE.test(clean)) return clean.toWellFormed();
  }
  return null;
}
