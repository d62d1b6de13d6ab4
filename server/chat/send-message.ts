import type { AnswerEvent, ChatEvent, FinishReason } from '../../shared/contract/chat.ts';
import { asksForPerson } from '../../shared/chat/asks-for-person.ts';
import { writeAnswer } from '../../shared/chat/write-answer.ts';
import { isExtract } from '../../shared/chat/is-extract.ts';
import { DocentError, changedNothing, fail, publicError } from '../../shared/platform/errors.ts';
import type { ChatTurn } from '../../shared/models/model.ts';
import type { AppCall } from '../call.ts';
import { filtersOf } from '../access/keys/filters-of.ts';
import { takeSlots } from '../access/limits/take-slots.ts';
import { sessionSecret } from '../access/sessions/session-secret.ts';
import {
  beginAnswer,
  newAnswer,
  nextCall,
  openAnother,
  settleAnswer,
  usageOf,
  type Outcome,
} from './answer.ts';
import { observeAnswer } from './observe-answer.ts';
import { outputLimit } from './output-limit.ts';
import type { Question } from './question.ts';
import { readFirstQuestion, readHistory, readLastSources } from './read-history.ts';
import { requireAllowed } from './require-allowed.ts';

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
  const { handover } = call.app;
  const ending = (finish_reason: FinishReason, cost: string | null): ChatEvent => {
    const usage = usageOf(answer.calls.chat, cost);
    const { sessionId: session_id, messageId: message_id, model } = answer;
    const data = {
      session_id,
      message_id,
      model,
      usage,
      finish_reason,
      extract: isExtract(answer),
      ...(call.app.aiDisclosure && { ai_generated: true as const }),
      ...(answer.nearest.length > 0 && { nearest: answer.nearest }),
      ...(handover && wantsPerson(input.message, finish_reason) && { handover }),
    };
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
    const finish = yield* writeAnswer(
      call,
      answer,
      {
        message: input.message,
        history,
        firstQuestion: async () =>
          input.session_id ? readFirstQuestion(call, input.session_id) : input.firstQuestion,
        lastSources: async () => (input.session_id ? readLastSources(call, input.session_id) : []),
        filters: filtersOf(call, input.filter),
        modelNamed: input.model !== undefined,
        temperature: input.temperature,
        sampling: input.sampling,
        limit: outputLimit(call, input),
      },
      {
        begun,
        openAnother: (another) => openAnother(call, answer, another),
        nextCall: (model) => nextCall(call, answer, input, model),
      },
    );
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

const wantsPerson = (message: string, finish: FinishReason): boolean =>
  finish === 'no_context' || asksForPerson(message);

const isInstruction = ({ role }: ChatTurn) => role === 'system';

const isPublishable = ({ actor }: AppCall) => actor.kind === 'key' && actor.keyKind === 'publishable';

const refused = (begun: Promise<void>): Promise<boolean> => begun.then(() => false, changedNothing);

/** If the process is stopping, the reader gets that reason, whatever failed first because of it. */
const stoppedBy = (call: AppCall) =>
  call.stopping.signal.aborted ? new DocentError('server_stopping') : undefined;

const codeOf = (error: unknown): string =>
  error instanceof DocentError ? error.code : publicError(error).code;
