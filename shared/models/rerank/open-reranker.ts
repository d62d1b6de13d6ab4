// A client of re-ranking servers: Cohere, Jina, vLLM, Infinity and others, which take `documents`, and TEI, which takes
// `texts`. Which of them a server is, is learned from what it refuses.
import { ModelError } from '../model-error.ts';
import { Refusal } from '../openai/refusal.ts';
import { modelError, type Transport } from '../openai/transport.ts';
import { readRanking, type Ranking } from './read-ranking.ts';

export type Reranker = {
  /**
   * Orders texts by how well they answer a question.
   * @returns their positions, best first, as many as the server names, and the tokens that it counts
   * @throws model_failed, model_unavailable, model_timeout
   */
  rank(model: string, question: string, texts: string[], signal: AbortSignal): Promise<Ranking>;
};

/** @param transport to the address of the endpoint itself, such as https://api.example.com/v2/rerank */
export function openReranker(transport: Transport): Reranker {
  let takesTexts = false;
  const send = async (body: object, signal: AbortSignal): Promise<unknown> => {
    const { body: response } = await transport.post('', body, signal, { retries: 0 });
    try {
      return await response.json();
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof SyntaxError
        ? new ModelError('model_failed', 'The re-ranking server sent no JSON.')
        : modelError(error);
    }
  };
  return {
    async rank(model, question, texts, signal) {
      const asDocuments = { model, query: question, documents: texts };
      const asTexts = { query: question, texts, truncate: true };
      try {
        return readRanking(await send(takesTexts ? asTexts : asDocuments, signal), texts.length);
      } catch (error) {
        if (takesTexts || !(error instanceof Refusal) || ![400, 404, 422].includes(error.httpStatus))
          throw error;
        try {
          const ranking = readRanking(await send(asTexts, signal), texts.length);
          takesTexts = true;
          transport.notice(model, 'a re-ranking server that takes `texts`');
          return ranking;
        } catch {
          signal.throwIfAborted();
          // What it said to the usual form is the better reason.
          throw error;
        }
      }
    },
  };
}
