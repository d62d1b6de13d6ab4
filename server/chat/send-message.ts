import type { ChatEvent, SendMessage } from '../../shared/contract/chat.ts';
import { DocentError, publicError } from '../../shared/errors.ts';
import { retrieve, type Passage } from '../../shared/retrieval/retrieve.ts';
import type { ModelFinish } from '../../shared/models/model.ts';
import type { Call } from '../call.ts';
import { embedQuestion } from '../search/embed-question.ts';
import { toUsage } from '../usage/to-usage.ts';
import { beginAnswer, newAnswer, settleAnswer, type Answer, type Outcome } from './answer.ts';
import { buildPrompt, fitPassages } from './build-prompt.ts';
import { citationReader } from './cite.ts';
import { countedUsage } from './counted-usage.ts';
import { linkGuard } from './guard-links.ts';
import { readHistory } from './read-history.ts';
import { standaloneQuestion } from './standalone-question.ts';

const MOST_PASSAGES = 6;

/**
 * Answers a message from the app's documents, as events. The user's message and the open ledger rows are written
 * before a model is called; whatever happens after that, both are settled. No database connection is held meanwhile.
 * @throws session_not_found, model_failed, model_unavailable, model_timeout, server_stopping
 */
export async function* sendMessage(
  call: Call,
  input: SendMessage,
): AsyncGenerator<ChatEvent, void, undefined> {
  const history = input.session_id ? await readHistory(call, input.session_id) : [];
  const answer = newAnswer(call, input, history.length > 0);
  const release = call.settlements.hold();
  const begun = beginAnswer(call, answer, input);
  let outcome: Outcome = { status: 'aborted', errorCode: 'client_gone' };
  let settled = false;
  try {
    const { question, passages } = await findPassages(call, answer, input, history, begun);
    let finish: ModelFinish | 'no_context' = 'no_context';
    if (passages.length === 0) {
      answer.text = call.app.refusalText;
      yield { event: 'message', data: { content: answer.text } };
    } else finish = yield* speak(call, answer, input, { history, question, passages });
    outcome = { status: 'complete', finishReason: finish };
    const cost = await call.settlements.settle(() =>
      settleAnswer(call, answer, { status: 'complete', finishReason: finish }),
    );
    settled = true;
    const { inputTokens, outputTokens } = answer.calls.chat.used ?? { inputTokens: 0, outputTokens: 0 };
    const usage = answer.calls.chat.made ? toUsage(inputTokens, outputTokens, cost) : toUsage(0, 0, '0');
    const { sessionId: session_id, messageId: message_id, model } = answer;
    yield { event: 'end', data: { session_id, message_id, model, usage, finish_reason: finish } };
  } catch (error) {
    const told = stoppedBy(call) ?? error;
    outcome = call.signal.aborted
      ? { status: 'aborted', errorCode: codeOf(told) }
      : { status: 'failed', errorCode: codeOf(told) };
    throw told;
  } finally {
    // Also reached when the reader has gone away between two events. A refused begin wrote nothing; one whose
    // connection broke may have been written, so it is settled too.
    if (!settled && !(await refused(begun)))
      await call.settlements
        .settle(() => settleAnswer(call, answer, outcome))
        .catch((error) =>
          call.log.error({ err: error, message_id: answer.messageId }, 'answer not settled yet'),
        );
    release();
  }
}

const refused = (begun: Promise<void>): Promise<boolean> =>
  begun.then(
    () => false,
    (error) => error instanceof DocentError,
  );

/** The first half: what to search for, and what is found. The writing of the question goes on meanwhile. */
async function findPassages(
  call: Call,
  answer: Answer,
  input: SendMessage,
  history: Awaited<ReturnType<typeof readHistory>>,
  begun: Promise<void>,
): Promise<{ question: string; passages: Passage[] }> {
  if (history.length > 0) await begun;
  const question = await standaloneQuestion(call, answer, history, input.message);
  const search = retrieve(call, call.app, question, embedQuestion(call, question, answer.calls.embedding), {
    limit: MOST_PASSAGES,
    filter: input.filter,
  });
  // Both are awaited: a failure of one must not leave the other unobserved.
  const [written, found] = await Promise.allSettled([begun, search]);
  if (written.status === 'rejected') throw written.reason;
  if (found.status === 'rejected') throw found.reason;
  const passages = found.value.relevant ? fitPassages(found.value.passages) : [];
  call.trace?.({ step: 'retrieved', question, retrieval: found.value, used: passages });
  return { question, passages };
}

type Material = { history: Awaited<ReturnType<typeof readHistory>>; question: string; passages: Passage[] };

/** The second half: the model speaks, the text is passed on with its citations. */
async function* speak(
  call: Call,
  answer: Answer,
  input: SendMessage,
  { history, question, passages }: Material,
): AsyncGenerator<ChatEvent, ModelFinish, undefined> {
  const { app } = call;
  const { chat } = answer.calls;
  const messages = buildPrompt(app, passages, history, input.message);
  const temperature = input.temperature ?? app.temperature ?? undefined;
  call.trace?.({ step: 'prompted', model: answer.model, temperature, messages });
  const read = citationReader(passages);
  const guard = app.allowedLinkHosts && linkGuard(app.allowedLinkHosts);
  let finish: ModelFinish = 'stop';
  function* say(text: string): Generator<ChatEvent> {
    if (!text) return;
    answer.text += text;
    yield { event: 'message', data: { content: text } };
    for (const { chunkId, ...citation } of read(text)) {
      answer.citations.push({ ...citation, chunkId });
      yield { event: 'citation', data: citation };
    }
  }
  call.signal.throwIfAborted();
  const pieces = call.models.chat(answer.model).stream(
    {
      model: answer.model,
      messages,
      temperature,
      maxOutputTokens: input.max_output_tokens,
      question,
      passages,
      languages: app.languages,
    },
    call.signal,
  );
  chat.made = true;
  try {
    for await (const piece of pieces) {
      if (piece.finish) finish = piece.finish;
      if (piece.usage) chat.used = piece.usage;
      if (!piece.text) continue;
      answer.firstTokenAt ??= performance.now();
      yield* say(guard ? guard.pass(piece.text) : piece.text);
    }
    if (guard) yield* say(guard.end());
  } finally {
    chat.estimated = !chat.used;
    chat.used ??= await countedUsage(messages, answer.text);
  }
  return finish;
}

/** When the process is being stopped, that is what the reader is told, whatever broke first because of it. */
const stoppedBy = (call: Call) =>
  call.stopping.signal.aborted ? new DocentError('server_stopping') : undefined;

const codeOf = (error: unknown): string =>
  error instanceof DocentError ? error.code : publicError(error).code;
