/** Tokens of a character: of Latin prose, of digits and signs, of any other script. */
const LETTER = 0.3;
const SIGN = 0.75;
const OTHER = 1;

/** Tokens of a text without a tokenizer's tables: rather too many than too few, whatever the model's vocabulary. */
export function estimateTokens(text: string): number {
  let letters = 0;
  let others = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127) others++;
    else if (code === 32 || (code > 96 && code < 123) || (code > 64 && code < 91)) letters++;
  }
  return Math.ceil(letters * LETTER + (text.length - letters - others) * SIGN + others * OTHER);
}
