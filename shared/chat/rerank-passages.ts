import { meterCall } from '../billing/ledger/meter-call.ts';
import { countTokensLater } from '../models/count-tokens-later.ts';
import { ModelError } from '../models/model-error.ts';
import { NO_TOKENS } from '../models/model.ts';
import type { Passage } from '../retrieval/retrieve.ts';
import type { AnswerCall, Draft } from './draft.ts';

/** So many passages are put in order, the best of those that were found. */
export const MOST_RERANKED = 30;

/**
 * Puts passages in the order of the app's re-ranking model. If it fails or takes too long, they stay in theirs: a helper
 * call fails no answer.
 * @param passages best first, by words and vectors
 */
export async function rerankPassages(
  call: AnswerCall,
  ledger: Pick<Draft['calls'], 'rerank'>,
  question: string,
  passages: Passage[],
): Promise<Passage[]> {
  const { reranker } = call.models;
  const { rerank } = ledger;
  if (!reranker || !rerank || passages.length < 2) return passages;
  const texts = passages.map(({ documentName, headings, tableHeader, text }) =>
    [[documentName, ...headings].join(' › '), ...(tableHeader === null ? [] : [tableHeader]), text].join(
      '\n',
    ),
  );
  const count = async () => ({
    ...NO_TOKENS,
    inputTokens: await countTokensLater([...texts, ...texts.map(() => question)]),
  });
  await using meter = meterCall(rerank, count);
  try {
    const patience = AbortSignal.timeout(call.config.models.rerankMs);
    const signal = AbortSignal.any([call.signal, patience]);
    const { order, tokens } = await reranker.rank(rerank.model, question, texts, signal);
    if (tokens !== undefined) meter.note({ ...NO_TOKENS, inputTokens: tokens });
    const named = new Set(order);
    const rest = passages.filter((_, place) => !named.has(place));
    return [...order.map((place) => passages[place]!), ...rest];
  } catch (error) {
    call.signal.throwIfAborted();
    if (error instanceof ModelError && error.unused) meter.note(NO_TOKENS);
    call.log.warn(
      { err: error, model: rerank.model, request_id: call.requestId },
      'passages were not put in order by the re-ranking model; they stay as they were found',
    );
    return passages;
  }
}
