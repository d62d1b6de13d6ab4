/**
 * Counts tokens, loading the tokenizer on first use: its tables take 80 MB, and an API process whose provider reports
 * usage rarely needs them.
 * @returns the sum over all texts
 */
export async function countTokensLater(texts: string[]): Promise<number> {
  const { countTokens } = await import('./count-tokens.ts');
  return texts.reduce((sum, text) => sum + countTokens(text), 0);
}
