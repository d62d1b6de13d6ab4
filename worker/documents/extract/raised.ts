/** A raised figure after a word or number is marked, so that 10⁶ is not read as 106. */
export const raised = (before: string, text: string): string =>
  /[\p{L}\p{N})\]]$/u.test(before) && /^[\d+−-]/.test(text) ? `^${text}` : text;
