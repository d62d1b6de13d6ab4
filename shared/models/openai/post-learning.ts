import { learnRefusal, type Sent } from './learn-refusal.ts';
import { Refusal } from './refusal.ts';
import type { Learned } from './server-memory.ts';
import type { ModelResponse, Transport } from './transport.ts';

/** More parameters than a request has. */
const MOST_CHANGES = 8;

/**
 * Sends a request; what the server refuses by naming or implying a parameter is repeated without it, under its other
 * name, or smaller. What made it pass is remembered for the model.
 * @param make the request as it is now to be sent
 * @throws as Transport.post
 */
export async function postLearning(
  transport: Transport,
  path: string,
  model: string,
  make: () => Sent,
  signal: AbortSignal,
  options: { retries?: number | undefined } = {},
): Promise<ModelResponse> {
  const { retries } = options;
  const learned = transport.learned(model);
  let before: Learned | undefined;
  const changes: string[] = [];
  for (;;) {
    const sent = make();
    try {
      const response = await transport.post(path, sent, signal, retries === undefined ? {} : { retries });
      for (const change of changes) transport.notice(model, change);
      return response;
    } catch (error) {
      before ??= { ...learned, leftOut: new Set(learned.leftOut) };
      const change =
        error instanceof Refusal && changes.length < MOST_CHANGES
          ? learnRefusal(learned, error, sent)
          : undefined;
      if (change === undefined) {
        // None of it helped: the refusal is about something else.
        if (changes.length > 0) Object.assign(learned, before);
        throw error;
      }
      changes.push(change);
    }
  }
}
