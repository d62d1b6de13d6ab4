/** Escapes lines of prose that look like a heading or a code fence of Markdown. */
export function escapeMarkdown(text: string): string {
  return text.replace(/^(#{1,6}\s|```|~~~|={2,}$|-{2,}$)/gm, '\\$1');
}
