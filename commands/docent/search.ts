import type { Command } from 'commander';
import { connect } from './connect.ts';
import { print, printJson } from './print.ts';

/** docent search WORDS: the passages that an answer would be made of. */
export async function search(words: string[], options: { top?: number }, command: Command): Promise<void> {
  const docent = connect(command);
  const { results } = await docent.searchDocuments({
    query: words.join(' '),
    ...(options.top && { top_k: options.top }),
  });
  if (docent.json) return printJson(results);
  if (results.length === 0) print('Nothing was found.');
  for (const { document_name, text, page } of results)
    print(
      `${document_name}${page ? `, page ${page}` : ''}\n    ${text.replaceAll(/\s+/g, ' ').slice(0, 300)}\n`,
    );
}
