// From a question to the text of its answer: what is searched for, what is found, and what the model says about it.
import type { ChatEvent, Nearest, RetractedEvent } from '../contract/chat.ts';
import type { Filter } from '../contract/filter.ts';
import type { LedgerCall } from '../billing/ledger/calls.ts';
import { meterCall } from '../billing/ledger/meter-call.ts';
import { knownChat } from '../models/known-chats.ts';
import { ModelError } from '../models/model-error.ts';
import { BUILTIN_CHAT } from '../models/open-models.ts';
import {
  NO_TOKENS,
  type ChatTurn,
  type ModelFinish,
  type Sampling,
  type TokenUsage,
} from '../models/model.ts';
import { retrieve, type Passage } from '../retrieval/retrieve.ts';
import { buildPrompt, fitPassages, promptBudget } from './build-prompt.ts';
import { citationReader } from './citation-reader.ts';
import { countedUsage } from './counted-usage.ts';
import { countPassages } from './collection/count-passages.ts';
import { isAboutWhole } from './collection/is-about-whole.ts';
import { listDocuments } from './collection/list-documents.ts';
import { lookedAt } from './collection/looked-at.ts';
import { findDirect, sayDirect } from './curated-answer.ts';
import type { AnswerCall, Draft } from './draft.ts';
import { embedQuestion } from './embed-question.ts';
import { linkGuard } from './link-guard.ts';
import { nearestOf } from './nearest-of.ts';
import { noteTruncation } from './note-truncation.ts';
import { standaloneQuestion, type Standalone } from './standalone-question.ts';
import { MOST_RERANKED, rerankPassages } from './rerank-passages.ts';
import { readTalk } from './talk/read-talk.ts';
import { mayBeTalk, writeTalk } from './talk/write-talk.ts';

const MOST_PASSAGES = 6;
/** A longer answer is cut off: nothing stays open for ever. */
const LONGEST_MS = 3_600_000;
const MOST_THOUGHT_CHARACTERS = 1_000_000;

export type Asked = {
  message: string;
  /** Turns before the message, oldest first. */
  history: ChatTurn[];
  /** The first question of the conversation, if the history may have lost it. */
  firstQuestion?: (() => Promise<string | undefined>) | undefined;
  /** Names and headings of what the last answer cites. */
  lastSources?: (() => Promise<string[]>) | undefined;
  filters: Filter[];
  /** The request names its model: no second one answers in its place. */
  modelNamed: boolean;
  temperature?: number | undefined;
  sampling?: Sampling | undefined;
  /** tokens: asked of the model, undefined: its own limit. characters: where Docent ends the answer itself. */
  limit: { tokens: number | undefined; characters: number };
};

/** Where the calls of the answer are recorded. */
export type AnswerLedger = {
  /** The rows of the answer and of its calls are written, or refused. */
  begun: Promise<void>;
  /** Opens a further call. @throws quota_exceeded */
  openAnother(call: LedgerCall): Promise<void>;
  /** The answer continues with another model, in a new call. @throws quota_exceeded */
  changeModel(model: string): Promise<void>;
};

export type Written = Exclude<ChatEvent, { event: 'end' }> | RetractedEvent;

/**
 * Writes an answer from the app's documents into the draft, and passes it on as events. No database connection is held.
 * @returns why it ends
 * @throws model_failed, model_unavailable, model_timeout, quota_exceeded
 */
export async function* writeAnswer(
  call: AnswerCall,
  draft: Draft,
  asked: Asked,
  ledger: AnswerLedger,
): AsyncGenerator<Written, ModelFinish | 'no_context', undefined> {
  const talk = readTalk(asked.message, call.app.languages);
  if (talk) {
    const { kind, languages } = talk;
    await ledger.begun;
    const reply =
      kind === 'documents'
        ? await listDocuments(call, languages, asked.filters)
        : await writeTalk(call, draft, asked, { kind, languages });
    if (reply !== undefined) return yield* sayWhole(call, draft, reply, 'stop');
  }
  const material = await findPassages(call, draft, asked, ledger);
  // A follow-up that is searched with its context asks for more than its own words.
  const direct = material.context ? undefined : await findDirect(call, material.question, material.passages);
  if (direct) return yield* sayDirect(call, draft, direct);
  if (material.passages.length > 0) return yield* speak(call, draft, asked, ledger, material);
  if (!talk && mayBeTalk(call, draft, asked)) {
    const reply = await writeTalk(call, draft, asked, undefined);
    if (reply !== undefined) {
      draft.relevance = undefined;
      return yield* sayWhole(call, draft, reply, 'stop');
    }
  }
  draft.nearest = material.nearest;
  return yield* sayWhole(call, draft, call.app.refusalText, 'no_context');
}

/** Passes on a text that cites nothing. */
function* sayWhole<R>({ app }: AnswerCall, draft: Draft, text: string, finish: R): Generator<Written, R> {
  const guard = finish === 'stop' && app.allowedLinkHosts && linkGuard(app.allowedLinkHosts);
  draft.text = guard ? guard.pass(text) + guard.end() : text;
  yield { event: 'message', data: { content: draft.text } };
  return finish;
}

/** First half: decides what to search for and retrieves, while the question is being written. */
async function findPassages(
  call: AnswerCall,
  draft: Draft,
  { message, history, lastSources, filters, limit: answerLimit }: Asked,
  { begun, openAnother }: AnswerLedger,
): Promise<Material> {
  // What can be refused runs before any model is called.
  if (history.length > 0 || call.app.capped) await begun;
  const { question, context } = await standaloneQuestion(call, draft, history, message, lastSources);
  const sought = context ? `${question}\n${context}` : question;
  const embed = embedQuestion(call, sought, draft.calls, async (another) => {
    await begun;
    await openAnother(another);
  });
  const limit = draft.calls.rerank ? MOST_RERANKED : MOST_PASSAGES;
  const search = retrieve(call, call.app, question, embed, { context, limit, filters });
  // Awaits both, so that a failure of one does not leave the other unobserved.
  const [written, found] = await Promise.allSettled([begun, search]);
  if (written.status === 'rejected') throw written.reason;
  if (found.status === 'rejected') throw found.reason;
  const budget = promptBudget(call.app, draft.model, answerLimit.tokens);
  const { relevant } = found.value;
  const ordered = relevant
    ? await rerankPassages(call, draft.calls, question, found.value.passages)
    : found.value.passages;
  const retrieval = { ...found.value, passages: ordered.slice(0, MOST_PASSAGES) };
  const passages = relevant ? fitPassages(call.app, retrieval.passages, message, budget) : [];
  call.trace?.({ step: 'retrieved', question: sought, retrieval, used: passages });
  draft.relevance = retrieval.relevance;
  const nearest = passages.length > 0 ? [] : nearestOf(retrieval, question);
  const language = passages.length > 0 && isAboutWhole(message, call.app.languages);
  const note = language
    ? lookedAt(call.app, language, {
        passages: passages.length,
        all: await countPassages(call, call.app.appId, filters),
      })
    : undefined;
  return { question, context, passages, nearest, note };
}

type Material = Standalone & {
  passages: Passage[];
  nearest: Nearest[];
  /** What is added to the answer: the part of the documents that it rests on. */
  note: string | undefined;
};

/** Second half: the model streams. If it fails before its first word, the app's second model answers. */
async function* speak(
  call: AnswerCall,
  draft: Draft,
  asked: Asked,
  ledger: AnswerLedger,
  material: Material,
): AsyncGenerator<Written, ModelFinish, undefined> {
  const { fallbackModel } = call.app;
  const second = asked.modelNamed || fallbackModel === draft.model ? undefined : fallbackModel;
  try {
    return yield* speakWith(call, draft, asked, material, second ? 0 : undefined);
  } catch (error) {
    if (!second || draft.text !== '' || call.signal.aborted || !isDown(error)) throw error;
    call.log.warn(
      { err: error, model: draft.model, second },
      'the chat model failed; the second one answers',
    );
    await ledger.changeModel(second);
    return yield* speakWith(call, draft, asked, material);
  }
}

/** The model cannot be reached, does not answer in time, or refuses the call. */
const isDown = (error: unknown): boolean =>
  error instanceof ModelError && (error.unused || error.code !== 'model_failed');

/** The model's text is passed on with its citations. @param retries how often a call is repeated that fails at once */
async function* speakWith(
  call: AnswerCall,
  draft: Draft,
  asked: Asked,
  { question, context, passages, note }: Material,
  retries?: number,
): AsyncGenerator<Written, ModelFinish, undefined> {
  const { app } = call;
  const { limit } = asked;
  const budget = promptBudget(app, draft.model, limit.tokens);
  const messages = buildPrompt(app, passages, asked.history, asked.message, budget);
  const temperature = asked.temperature ?? app.temperature ?? undefined;
  call.trace?.({ step: 'prompted', model: draft.model, temperature, messages });
  let read = citationReader(passages);
  let guard = app.allowedLinkHosts && linkGuard(app.allowedLinkHosts);
  let finish: ModelFinish = 'stop';
  let usage: TokenUsage | undefined;
  function* say(text: string): Generator<Written> {
    if (!text) return;
    draft.text += text;
    yield { event: 'message', data: { content: text } };
    for (const { chunkId, ...citation } of read(text)) {
      draft.citations.push({ ...citation, chunkId });
      yield { event: 'citation', data: citation };
    }
  }
  call.signal.throwIfAborted();
  const pieces = call.models.chat(draft.model).stream(
    {
      model: draft.model,
      messages,
      temperature,
      sampling: asked.sampling,
      maxOutputTokens: limit.tokens,
      effort: app.effort ?? knownChat(draft.model).effort,
      conversationId: draft.conversationId,
      retries,
      question,
      context,
      passages,
      languages: app.languages,
    },
    call.signal,
  );
  await using meter = meterCall(draft.calls.chat, () => countedUsage(messages, draft.text, draft.thought));
  try {
    for await (const piece of pieces) {
      if (piece.finish) finish = piece.finish;
      if (piece.usage) meter.note((usage = piece.usage));
      if (piece.retract) {
        draft.thought += draft.text;
        draft.text = '';
        draft.citations.length = 0;
        read = citationReader(passages);
        guard = app.allowedLinkHosts && linkGuard(app.allowedLinkHosts);
        yield { event: 'retracted', data: {} };
      }
      if (piece.thought) draft.thought += piece.thought;
      if (!piece.text) continue;
      draft.firstTokenAt ??= performance.now();
      yield* say(guard ? guard.pass(piece.text) : piece.text);
      const isLong = draft.text.length >= limit.characters || draft.thought.length >= MOST_THOUGHT_CHARACTERS;
      if (isLong || performance.now() - draft.startedAt >= LONGEST_MS) {
        finish = 'length';
        break;
      }
    }
  } catch (error) {
    if (error instanceof ModelError && error.unused) meter.note(NO_TOKENS);
    throw error;
  }
  if (guard) yield* say(guard.end());
  if (note && finish === 'stop') yield* say(`\n\n${note}`);
  if (usage && draft.model !== BUILTIN_CHAT)
    await noteTruncation(call, draft.model, messages, usage.inputTokens);
  return finish;
}
