import type { z } from 'zod';
import type { ModelTest, system } from '../../../shared/contract/system.panel.ts';
import { DocentError, fail, publicError } from '../../../shared/platform/errors.ts';
import { knownChat } from '../../../shared/models/known-chats.ts';
import { listModels } from './list-models.ts';
import type { AdminCall } from '../../call.ts';

const LONGEST_TEST_MS = 20_000;
const QUESTION = 'Is the answering model ready?';
const PASSAGE = 'The answering model is ready.';
/** As much as a rewriting may say. */
const MOST_TOKENS = 256;
const MOST_QUOTED = 200;

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
    const { first_ms, message } =
      kind === 'chat'
        ? await speak(call, model, limited, elapsed)
        : await embed(call, model, endpoint.dimensions!, limited, elapsed);
    return { ok: true, first_ms, total_ms: elapsed(), code: null, message };
  } catch (error) {
    const { code, message } = timeout.aborted
      ? new DocentError('model_timeout', `The model did not answer within ${LONGEST_TEST_MS / 1000} seconds.`)
      : publicError(error);
    return { ok: false, first_ms: null, total_ms: elapsed(), code, message };
  }
}

type Works = { first_ms: number; message: string };

/** Asks as a follow-up is rewritten and a question is answered: with an output limit, instructions and an effort. */
async function speak(
  call: AdminCall,
  model: string,
  signal: AbortSignal,
  elapsed: () => number,
): Promise<Works> {
  let first: number | undefined;
  let said = '';
  let finish = 'stop';
  let thought = false;
  const pieces = call.models.chat(model).stream(
    {
      model,
      messages: [
        { role: 'system', content: 'Answer from the source below, in one sentence.' },
        { role: 'user', content: `${PASSAGE} ${QUESTION}` },
      ],
      maxOutputTokens: MOST_TOKENS,
      effort: call.config.models.effort ?? knownChat(model).effort,
      question: QUESTION,
      passages: [{ text: PASSAGE }],
      languages: ['en'],
    },
    signal,
  );
  for await (const piece of pieces) {
    if (piece.retract) said = '';
    if (piece.text) first ??= elapsed();
    said += piece.text ?? '';
    thought ||= piece.thought !== undefined || piece.retract === true;
    finish = piece.finish ?? finish;
  }
  const quoted = said.trim().slice(0, MOST_QUOTED);
  return {
    first_ms: first ?? elapsed(),
    message: `It said: “${quoted}”${thought ? ' It thought first.' : ''}${finish === 'length' ? ' It was cut off by its output limit.' : ''}`,
  };
}

async function embed(
  call: AdminCall,
  model: string,
  dimensions: number,
  signal: AbortSignal,
  elapsed: () => number,
): Promise<Works> {
  const choice = { model, dimensions, queryPrefix: '', documentPrefix: '' };
  const { vectors } = await call.models.embedQuestion(choice).embed([QUESTION], signal);
  return { first_ms: elapsed(), message: `It returned a vector of ${vectors[0]!.length} dimensions.` };
}
