/** The words of a text in lower case, without punctuation. */
export const wordsIn = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** A file's name with spaces at the joints that file names have. */
export const plainName = (name: string): string => name.replaceAll(/[_+.-]|(?<=\p{Ll})(?=\p{Lu})/gu, ' ');
