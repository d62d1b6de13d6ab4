import type { AnswerEvent, ChatEvent, FinishReason, SendMessage } from '../../shared/contract/chat.ts';
import { meterCall } from '../../shared/billing/ledger/meter-call.ts';
import { DocentError, changedNothing, fail, publicError } from '../../shared/platform/errors.ts';
import { retrieve, type Passage } from '../../shared/retrieval/retrieve.ts';
import { knownChat } from '../../shared/models/known-chats.ts';
import { ModelError } from '../../shared/models/model-error.ts';
import { BUILTIN_CHAT } from '../../shared/models/open-models.ts';
import { NO_TOKENS, type ChatTurn, type ModelFinish, type TokenUsage } from '../../shared/models/model.ts';
import type { AppCall } from '../call.ts';
import { filtersOf } from '../access/keys/filters-of.ts';
import { takeSlots } from '../access/limits/take-slots.ts';
import { embedQuestion } from './search/embed-question.ts';
import { sessionSecret } from '../access/sessions/session-secret.ts';
import {
  beginAnswer,
  changeModel,
  newAnswer,
  openAnother,
  settleAnswer,
  usageOf,
  type Answer,
  type Outcome,
} from './answer.ts';
import { buildPrompt, fitPassages, promptBudget } from './build-prompt.ts';
import { citationReader } from './citation-reader.ts';
import { countedUsage } from './counted-usage.ts';
import { linkGuard } from './link-guard.ts';
import { noteTruncation } from './note-truncation.ts';
import { observeAnswer } from './observe-answer.ts';
import { outputLimit } from './output-limit.ts';
import type { Question } from './question.ts';
import { readHistory } from './read-history.ts';
import { requireAllowed } from './require-allowed.ts';
import { standaloneQuestion } from './standalone-question.ts';

const MOST_PASSAGES = 6;
/** A longer answer is cut off: nothing stays open for ever. */
const LONGEST_MS = 3_600_000;
const MOST_THOUGHT_CHARACTERS = 1_000_000;

/**
 * Answers a message from the app's documents, as events. The message and open ledger rows are written before a model
 * is called, and settled whatever happens. No database connection is held meanwhile.
 * @throws what requireAllowed throws; invalid_request, rate_limited, session_not_found, quota_exceeded, model_failed, model_unavailable,
 *   model_timeout, server_stopping
 */
export async function* sendMessage(
  caller: AppCall,
  input: Question,
): AsyncGenerator<AnswerEvent, void, undefined> {
  let call = caller;
  requireAllowed(call, input);
  if (input.model && !call.models.hasChat(input.model))
    fail(
      'invalid_request',
      `The model ${input.model} is not available. Leave \`model\` out to use the app's model, ${call.app.chatModel}.`,
    );
  const history = [
    ...(input.history ?? []).filter(isInstruction),
    ...(input.session_id ? await readHistory(call, input.session_id) : []),
    ...(input.history ?? []).filter((turn) => !isInstruction(turn)),
  ];
  const answer = newAnswer(call, input, history.length > 0);
  const giveBack = await takeSlots(call);
  const release = call.settlements.hold();
  const running = call.runningAnswers.enter(answer.messageId);
  call = { ...caller, signal: AbortSignal.any([caller.signal, running.stop.signal]) };
  const session_secret =
    answer.newSession && isPublishable(call) ? sessionSecret(call, answer.sessionId) : undefined;
  const ending = (finish_reason: FinishReason, cost: string | null): ChatEvent => {
    const usage = usageOf(answer.calls.chat, cost);
    const { sessionId: session_id, messageId: message_id, model } = answer;
    const data = { session_id, message_id, model, usage, finish_reason };
    return { event: 'end', data: session_secret ? { ...data, session_secret } : data };
  };
  const begun = beginAnswer(call, answer, input);
  begun.then(
    () => (running.written = true),
    () => {},
  );
  let outcome: Outcome = { status: 'aborted', errorCode: 'client_gone' };
  /** A settlement continues by itself: a second one would only race with it. */
  let settling = false;
  const settle = () => {
    settling = true;
    // From here on its row is no longer `streaming`, and missing among those that are.
    running.written = false;
    return settleAnswer(call, answer, outcome);
  };
  try {
    const { sessionId: session_id, messageId: message_id } = answer;
    yield { event: 'begun', data: { session_id, message_id, session_secret } };
    const { question, passages } = await findPassages(call, answer, input, history, begun);
    let finish: ModelFinish | 'no_context' = 'no_context';
    if (passages.length === 0) {
      answer.text = call.app.refusalText;
      yield { event: 'message', data: { content: answer.text } };
    } else finish = yield* speak(call, answer, input, { history, question, passages });
    outcome = { status: 'complete', finishReason: finish };
    yield ending(finish, await settle());
  } catch (error) {
    // Stopped on request: a normal end. The text so far is kept.
    if (running.stop.signal.aborted && !caller.signal.aborted && !settling && !(await refused(begun))) {
      outcome = { status: 'aborted', errorCode: 'stopped' };
      yield ending('stopped', await settle());
      return;
    }
    const reason = stoppedBy(call) ?? error;
    outcome = call.signal.aborted
      ? { status: 'aborted', errorCode: call.stopping.signal.aborted ? 'server_stopping' : 'client_gone' }
      : { status: 'failed', errorCode: codeOf(reason) };
    throw reason;
  } finally {
    // Also runs when the reader disconnects between two events. A begin that was refused wrote nothing; one whose
    // connection broke may have written, so it is settled too.
    if (!settling && !(await refused(begun)))
      await settle().catch((error) =>
        call.log.error({ err: error, message_id: answer.messageId }, 'answer not settled yet, retrying'),
      );
    observeAnswer(call, answer, outcome);
    running.leave();
    await giveBack().catch((error) => call.log.error({ err: error }, 'slot not released yet'));
    release();
  }
}

const isInstruction = ({ role }: ChatTurn) => role === 'system';

const isPublishable = ({ actor }: AppCall) => actor.kind === 'key' && actor.keyKind === 'publishable';

const refused = (begun: Promise<void>): Promise<boolean> => begun.then(() => false, changedNothing);

/** First half: decides what to search for and retrieves, while the question is being written. */
async function findPassages(
  call: AppCall,
  answer: Answer,
  input: SendMessage,
  history: Awaited<ReturnType<typeof readHistory>>,
  begun: Promise<void>,
): Promise<{ question: string; passages: Passage[] }> {
  // What can be refused runs before any model is called.
  if (history.length > 0 || call.app.capped) await begun;
  const question = await standaloneQuestion(call, answer, history, input.message);
  const embed = embedQuestion(call, question, answer.calls, async (another) => {
    await begun;
    await openAnother(call, answer, another);
  });
  const search = retrieve(call, call.app, question, embed, {
    limit: MOST_PASSAGES,
    filters: filtersOf(call, input.filter),
  });
  // Awaits both, so that a failure of one does not leave the other unobserved.
  const [written, found] = await Promise.allSettled([begun, search]);
  if (written.status === 'rejected') throw written.reason;
  if (found.status === 'rejected') throw found.reason;
  const budget = promptBudget(call.app, answer.model, outputLimit(call, input).tokens);
  const passages = found.value.relevant
    ? fitPassages(call.app, found.value.passages, input.message, budget)
    : [];
  call.trace?.({ step: 'retrieved', question, retrieval: found.value, used: passages });
  return { question, passages };
}

type Material = { history: Awaited<ReturnType<typeof readHistory>>; question: string; passages: Passage[] };

/** Second half: the model streams. If it fails before its first word, the app's second model answers. */
async function* speak(
  call: AppCall,
  answer: Answer,
  input: Question,
  material: Material,
): AsyncGenerator<AnswerEvent, ModelFinish, undefined> {
  const { fallbackModel } = call.app;
  const second = input.model || fallbackModel === answer.model ? undefined : fallbackModel;
  try {
    return yield* speakWith(call, answer, input, material, second ? 0 : undefined);
  } catch (error) {
    if (!second || answer.text !== '' || call.signal.aborted || !isDown(error)) throw error;
    call.log.warn(
      { err: error, model: answer.model, second },
      'the chat model failed; the second one answers',
    );
    await changeModel(call, answer, input, second);
    return yield* speakWith(call, answer, input, material);
  }
}

/** The model cannot be reached, does not answer in time, or refuses the call. */
const isDown = (error: unknown): boolean =>
  error instanceof ModelError && (error.unused || error.code !== 'model_failed');

/** The model's text is passed on with its citations. @param retries how often a call is repeated that fails at once */
async function* speakWith(
  call: AppCall,
  answer: Answer,
  input: Question,
  { history, question, passages }: Material,
  retries?: number,
): AsyncGenerator<AnswerEvent, ModelFinish, undefined> {
  const { app } = call;
  const limit = outputLimit(call, input);
  const budget = promptBudget(app, answer.model, limit.tokens);
  const messages = buildPrompt(app, passages, history, input.message, budget);
  const temperature = input.temperature ?? app.temperature ?? undefined;
  call.trace?.({ step: 'prompted', model: answer.model, temperature, messages });
  let read = citationReader(passages);
  let guard = app.allowedLinkHosts && linkGuard(app.allowedLinkHosts);
  let finish: ModelFinish = 'stop';
  let usage: TokenUsage | undefined;
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
      sampling: input.sampling,
      maxOutputTokens: limit.tokens,
      effort: app.effort ?? knownChat(answer.model).effort,
      conversationId: answer.sessionId,
      retries,
      question,
      passages,
      languages: app.languages,
    },
    call.signal,
  );
  await using meter = meterCall(answer.calls.chat, () => countedUsage(messages, answer.text, answer.thought));
  try {
    for await (const piece of pieces) {
      if (piece.finish) finish = piece.finish;
      if (piece.usage) meter.note((usage = piece.usage));
      if (piece.retract) {
        answer.thought += answer.text;
        answer.text = '';
        answer.citations.length = 0;
        read = citationReader(passages);
        guard = app.allowedLinkHosts && linkGuard(app.allowedLinkHosts);
        yield { event: 'retracted', data: {} };
      }
      if (piece.thought) answer.thought += piece.thought;
      if (!piece.text) continue;
      answer.firstTokenAt ??= performance.now();
      yield* say(guard ? guard.pass(piece.text) : piece.text);
      const isLong =
        answer.text.length >= limit.characters || answer.thought.length >= MOST_THOUGHT_CHARACTERS;
      if (isLong || performance.now() - answer.startedAt >= LONGEST_MS) {
        finish = 'length';
        break;
      }
    }
  } catch (error) {
    if (error instanceof ModelError && error.unused) meter.note(NO_TOKENS);
    throw error;
  }
  if (guard) yield* say(guard.end());
  if (usage && answer.model !== BUILTIN_CHAT)
    await noteTruncation(call, answer.model, messages, usage.inputTokens);
  return finish;
}

/** If the process is stopping, the reader gets that reason, whatever failed first because of it. */
const stoppedBy = (call: AppCall) =>
  call.stopping.signal.aborted ? new DocentError('server_stopping') : undefined;

const codeOf = (error: unknown): string =>
  error instanceof DocentError ? error.code : publicError(error).code;
