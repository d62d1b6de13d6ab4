import type { LedgerCall } from '../billing/ledger/calls.ts';
import { meterCall } from '../billing/ledger/meter-call.ts';
import { ModelError } from '../models/model-error.ts';
import { BUILTIN_CHAT } from '../models/open-models.ts';
import { NO_TOKENS, type ChatTurn } from '../models/model.ts';
import type { AnswerCall, Draft } from './draft.ts';
import { countedUsage } from './counted-usage.ts';
import { contextOf } from './follow-up.ts';

const INSTRUCTION =
  'Rewrite the last question of this conversation so that it can be understood without the conversation: replace ' +
  'pronouns and references by what they refer to; the sources of the last answer say what it was about. Keep its language. Reply with the question alone. ' +
  'If it can already be understood by itself, repeat it unchanged.';
const MOST_CHARACTERS = 1_000;
const MOST_TOKENS = 300;

/** Longer than that, and the question as asked is the better choice. */
const LONGEST_MS = 5_000;

/** Sources of the last answer that are named, and what of each name. */
const MOST_SOURCES = 6;
const LONGEST_SOURCE = 200;

/** `context`: questions before it, whose words count too, but less. */
export type Standalone = { question: string; context?: string | undefined };

/**
 * Rewrites a follow-up ("and the second one?") as a question that can be searched for. The built-in model cannot
 * rewrite: there, the questions before are searched along with one that leaves something out. A rewriting that fails,
 * is empty or takes too long gives the question as asked.
 * @param lastSources names and headings of what the last answer cites
 */
export async function standaloneQuestion(
  call: AnswerCall,
  draft: Draft,
  history: ChatTurn[],
  message: string,
  lastSources?: () => Promise<string[]>,
): Promise<Standalone> {
  const { rewrite } = draft.calls;
  const asked = { question: message };
  if (!rewrite || !history.some(({ role }) => role === 'user')) return asked;
  if (rewrite.model === BUILTIN_CHAT)
    return { ...asked, context: contextOf(message, history, call.app.languages) };
  try {
    const sources = (await lastSources?.()) ?? [];
    const question = await ask(call, rewrite, { history, message, sources }, draft.conversationId);
    return { question: question.trim() || message };
  } catch (error) {
    call.signal.throwIfAborted();
    call.log.warn(
      { err: error, model: rewrite.model, request_id: call.requestId },
      'a follow-up was not rewritten; it is searched for as asked',
    );
    return asked;
  }
}

const said = ({ role, content }: ChatTurn) => `${role}: ${content.slice(0, MOST_CHARACTERS)}`;

async function ask(
  call: AnswerCall,
  rewrite: LedgerCall,
  { history, message, sources }: { history: ChatTurn[]; message: string; sources: string[] },
  conversationId: string,
): Promise<string> {
  const named = sources
    .slice(0, MOST_SOURCES)
    .map((source) => source.replaceAll(/\s+/g, ' ').slice(0, LONGEST_SOURCE));
  const conversation = [
    ...history.slice(-4).map(said),
    ...(named.length > 0 ? [`sources of the last answer: ${named.join('; ')}`] : []),
    said({ role: 'user', content: message }),
  ].join('\n');
  const messages: ChatTurn[] = [
    { role: 'system', content: INSTRUCTION },
    { role: 'user', content: conversation },
  ];
  let question = '';
  let thought = '';
  await using meter = meterCall(rewrite, () => countedUsage(messages, question, thought));
  const pieces = call.models.chat(rewrite.model).stream(
    {
      model: rewrite.model,
      messages,
      maxOutputTokens: MOST_TOKENS,
      effort: 'none',
      conversationId,
      retries: 0,
      question: message,
      passages: [],
      languages: [],
    },
    AbortSignal.any([call.signal, AbortSignal.timeout(LONGEST_MS)]),
  );
  try {
    for await (const piece of pieces) {
      if (piece.retract) question = '';
      question += piece.text ?? '';
      thought += piece.thought ?? '';
      if (piece.usage) meter.note(piece.usage);
      if (piece.finish === 'length') return '';
    }
  } catch (error) {
    if (error instanceof ModelError && error.unused) meter.note(NO_TOKENS);
    throw error;
  }
  return question;
}
