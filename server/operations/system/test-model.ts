import type { z } from 'zod';
import type { ModelTest, system } from '../../../shared/contract/system.panel.ts';
import { DocentError, fail, publicError } from '../../../shared/platform/errors.ts';
import { listModels } from './list-models.ts';
import type { AdminCall } from '../../call.ts';

const LONGEST_TEST_MS = 20_000;
const QUESTION = 'Is the answering model ready?';
const PASSAGE = 'The answering model is ready.';

/**
 * Calls a model once, with the same code as chats and ingestion. The call belongs to no app, so it is not in the
 * ledger.
 * @returns how long it took, or the error that a chat would get
 */
export async function testModel(
  call: AdminCall,
  { kind, model }: z.output<typeof system.testModel.input>,
): Promise<z.output<typeof ModelTest>> {
  const endpoint = (await listModels(call)).find((known) => known.kind === kind && known.model === model);
  if (!endpoint) fail('model_not_found');
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  const timeout = AbortSignal.timeout(LONGEST_TEST_MS);
  const limited = AbortSignal.any([call.signal, timeout, call.stopping.signal]);
  try {
    const first_ms =
      kind === 'chat'
        ? await speak(call, model, limited, elapsed)
        : await embed(call, model, endpoint.dimensions!, limited, elapsed);
    const message =
      kind === 'chat' ? 'It works.' : `It returned a vector of ${endpoint.dimensions} dimensions.`;
    return { ok: true, first_ms, total_ms: elapsed(), code: null, message };
  } catch (error) {
    const { code, message } = timeout.aborted
      ? new DocentError('model_timeout', `The model did not answer within ${LONGEST_TEST_MS / 1000} seconds.`)
      : publicError(error);
    return { ok: false, first_ms: null, total_ms: elapsed(), code, message };
  }
}

/** Reads a short answer to its end. @returns when its first piece arrived */
async function speak(
  call: AdminCall,
  model: string,
  signal: AbortSignal,
  elapsed: () => number,
): Promise<number> {
  let first: number | undefined;
  const pieces = call.models.chat(model).stream(
    {
      model,
      messages: [{ role: 'user', content: `${PASSAGE} ${QUESTION} Say yes or no.` }],
      maxOutputTokens: 16,
      question: QUESTION,
      passages: [{ text: PASSAGE }],
      languages: ['en'],
    },
    signal,
  );
  for await (const _piece of pieces) first ??= elapsed();
  return first ?? elapsed();
}

async function embed(
  call: AdminCall,
  model: string,
  dimensions: number,
  signal: AbortSignal,
  elapsed: () => number,
): Promise<number> {
  await call.models.embedQuestion({ model, dimensions }).embed([QUESTION], signal);
  return elapsed();
}
