/**
 * A raised figure after a word or number is marked, so that 10⁶ is not read as 106.
 * @param before the text before it, or the end of that
 */
export const raised = (before: string, text: string): string =>
  // The last character alone: a search through all before it, for each figure, took minutes on a page full of notes.
  /[\p{L}\p{N})\]]$/u.test(before.slice(-2)) && /^[\d+−-]/.test(text) ? `^${text}` : text;
