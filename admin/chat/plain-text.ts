/** Markdown without its syntax, for one line in a list. Signs within words and numbers stay: `end_user_id`, `2*3`. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(#{1,6}|[-*+>]|\d+\.)\s+/gm, '')
    .replace(/\*{2,3}|`{1,3}/g, '')
    .replace(/(?<![\p{L}\p{N}_*])[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?![\p{L}\p{N}_*])/gu, '');
