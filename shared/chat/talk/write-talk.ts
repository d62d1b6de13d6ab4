// Replies to small talk, without sources: by the app's model, or in fixed words.
import { meterCall } from '../../billing/ledger/meter-call.ts';
import { knownChat } from '../../models/known-chats.ts';
import { ModelError } from '../../models/model-error.ts';
import { NO_TOKENS, type ChatTurn } from '../../models/model.ts';
import { BUILTIN_CHAT } from '../../models/open-models.ts';
import { promptBudget } from '../build-prompt.ts';
import { countedUsage } from '../counted-usage.ts';
import type { AnswerCall, Draft } from '../draft.ts';
import { contentWords } from '../follow-up.ts';
import { fixedReply } from './fixed-reply.ts';
import type { Talk } from './read-talk.ts';
import type { PhraseKind } from './talk-phrases.ts';
import { talkIn, talkPrompt } from './talk-prompt.ts';

export type TalkInput = {
  message: string;
  history: ChatTurn[];
  /** The first question of the conversation, if the history may have lost it. */
  firstQuestion?: (() => Promise<string | undefined>) | undefined;
  temperature?: number | undefined;
  limit: { tokens: number | undefined; characters: number };
};

/** A longer reply is no small talk, but for an answer that is said again. */
const MOST_CHARACTERS = 4_000;
const MOST_QUOTED = 300;
/** Content words up to which a message for which nothing was found may be small talk; of a conversation, more. */
const FEW_WORDS = 2;
const FEW_WORDS_LATER = 4;
const SHORT = 120;

const hasAnswers = (history: ChatTurn[]) => history.some(({ role }) => role === 'assistant');

/** Whether it is worth asking the model if a message is small talk, for which no passage was found. */
export const mayBeTalk = ({ app }: AnswerCall, draft: Draft, { message, history }: TalkInput): boolean =>
  draft.model !== BUILTIN_CHAT &&
  message.length <= SHORT &&
  contentWords(message, app.languages) <= (hasAnswers(history) ? FEW_WORDS_LATER : FEW_WORDS);

/**
 * The reply to small talk.
 * @param talk as the message was read; undefined: only the model can say whether it is small talk
 * @returns undefined if it is none, or there is no answer that it could be about
 */
export async function writeTalk(
  call: AnswerCall,
  draft: Draft,
  input: TalkInput,
  talk: Talk<PhraseKind> | undefined,
): Promise<string | undefined> {
  const { history } = input;
  if (talk?.kind === 'rephrase' && !hasAnswers(history)) return undefined;
  const first = await firstOf(input);
  if (draft.model !== BUILTIN_CHAT) {
    const reply = await askModel(call, draft, input, first);
    if (reply !== undefined) {
      // It is passed on whole: its first word comes with its last.
      draft.firstTokenAt = performance.now();
      return reply;
    }
  }
  return talk && fixedReply(call.app, talk, first?.slice(0, MOST_QUOTED).toWellFormed());
}

async function firstOf({ history, firstQuestion }: TalkInput): Promise<string | undefined> {
  const earliest = history.find(({ role }) => role === 'user')?.content;
  return earliest === undefined ? undefined : ((await firstQuestion?.()) ?? earliest);
}

/** @returns undefined if the model fails, or says that the message is no small talk */
async function askModel(
  call: AnswerCall,
  draft: Draft,
  { message, history, temperature, limit }: TalkInput,
  first: string | undefined,
): Promise<string | undefined> {
  const { app } = call;
  const { model } = draft;
  const { mark, messages } = talkPrompt(
    app,
    { message, history, first },
    promptBudget(app, model, limit.tokens),
  );
  call.trace?.({
    step: 'prompted',
    model,
    temperature: temperature ?? app.temperature ?? undefined,
    messages,
  });
  const most = Math.min(limit.characters, MOST_CHARACTERS);
  let reply = '';
  let thought = '';
  await using meter = meterCall(draft.calls.chat, () => countedUsage(messages, reply, thought));
  const pieces = call.models.chat(model).stream(
    {
      model,
      messages,
      temperature: temperature ?? app.temperature ?? undefined,
      maxOutputTokens: limit.tokens,
      effort: app.effort ?? knownChat(model).effort,
      conversationId: draft.conversationId,
      retries: 0,
      question: message,
      passages: [],
      languages: [],
    },
    call.signal,
  );
  try {
    for await (const piece of pieces) {
      if (piece.usage) meter.note(piece.usage);
      if (piece.retract) {
        thought += reply;
        reply = '';
      }
      if (piece.thought) thought += piece.thought;
      reply += piece.text ?? '';
      const begun = reply.trimStart();
      // Nothing of it will be shown: the rest is not waited for.
      if (!piece.retract && !mark.startsWith(begun.slice(0, mark.length))) return undefined;
      if (begun.length > most) return undefined;
    }
  } catch (error) {
    call.signal.throwIfAborted();
    if (error instanceof ModelError && error.unused) meter.note(NO_TOKENS);
    call.log.warn(
      { err: error, model, request_id: call.requestId },
      'the model did not reply to small talk; it gets fixed words',
    );
    return undefined;
  }
  const said = [app.name, app.instructions, first ?? '', message, ...history.map(({ content }) => content)];
  return talkIn(reply, mark, said.join('\n'));
}
