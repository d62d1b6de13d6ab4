import type { Command } from 'commander';
import { connect } from './connect.ts';
import { print, printJson } from './print.ts';

/** docent ask QUESTION: streams the answer, then names its sources. */
export async function ask(words: string[], options: { session?: string }, command: Command): Promise<void> {
  const docent = connect(command);
  const question = { message: words.join(' '), ...(options.session && { session_id: options.session }) };
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('Stopped.')));
  const answer = docent.chat(question, { signal: stop.signal });
  if (docent.json) return printJson(await answer.whole());
  const sources: string[] = [];
  for await (const { event, data } of answer) {
    if (event === 'message') process.stdout.write(data.content);
    else if (event === 'citation') {
      const page = data.page === null ? '' : `, page ${data.page}`;
      const address = data.source_url ? ` ${data.source_url}` : '';
      sources.push(
        `[${data.index}] ${data.document_name}${page}${address}\n    ${data.quote.replaceAll(/\s+/g, ' ')}`,
      );
    } else
      print(
        `\n${sources.map((source) => `\n${source}`).join('')}\n\nGo on with: --session ${data.session_id}`,
      );
  }
}
