import type { Context } from '../../../shared/context.ts';
import type { EmbeddingChoice } from '../../../shared/models/model.ts';

/** The server may load the model first. */
const LONGEST_MS = 60_000;

/**
 * The embedding of a new app, with the dimensions that its server has. Asked outside of any transaction. Where the
 * server does not answer, the usual ones are taken, so that an app can be created while it is away.
 */
export async function askEmbedding({ models, log, stopping }: Context): Promise<EmbeddingChoice> {
  const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(LONGEST_MS)]);
  try {
    return await models.askEmbedding(models.knownChoice(models.defaultEmbedding.model), signal);
  } catch (error) {
    const { model, dimensions } = models.defaultEmbedding;
    log.warn(
      { err: error, model, dimensions },
      'the embedding model did not say how many dimensions it has; set EMBEDDING_DIMENSIONS if these are wrong',
    );
    return models.defaultEmbedding;
  }
}
