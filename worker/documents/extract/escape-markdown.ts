/** Lines of prose that only look like a heading or a fence of Markdown are kept from becoming one. */
export function escapeMarkdown(text: string): string {
  return text.replace(/^(#{1,6}\s|```|~~~|={2,}$|-{2,}$)/gm, '\\$1');
}
