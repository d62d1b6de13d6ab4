/**
 * Tokens of a text without a tokenizer's tables: rather too many than too few. Prose has four characters a token,
 * numbers and code three; other scripts up to one a character.
 */
export function estimateTokens(text: string): number {
  let others = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) others++;
  return Math.ceil((text.length - others) / 3 + others);
}
