// The built-in answerer: no generation, but the best sentences of the best passages, each cited.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ChatModel } from '../model.ts';
import { countTokensLater } from '../count-tokens-later.ts';
import { chooseStatements } from './choose-statements.ts';

const PIECE = /\s*\S+/g;

export const extractiveChat: ChatModel = {
  async *stream({ question, context, passages, languages }, signal) {
    const chosen = chooseStatements({ question, context, languages }, passages);
    let said = '';
    for (const [index, { text, passage }] of chosen.entries()) {
      for (const piece of `${index > 0 ? ' ' : ''}${text} [${passage + 1}]`.match(PIECE) ?? []) {
        signal.throwIfAborted();
        said += piece;
        yield { text: piece };
        await nextTurn();
      }
    }
    const inputTokens = await countTokensLater([question, ...passages.map(({ text }) => text)]);
    yield {
      usage: { inputTokens, cachedInputTokens: 0, outputTokens: await countTokensLater([said]) },
      finish: 'stop',
    };
  },
};
