// A second model reads an answer and says whether it is right. It is a helper: if it fails, the answer is not judged.
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../db/database.ts';
import { newCall, type LedgerCall } from '../../shared/billing/ledger/calls.ts';
import { meterCall } from '../../shared/billing/ledger/meter-call.ts';
import { openCalls } from '../../shared/billing/ledger/open-calls.ts';
import { settleAlone } from '../../shared/billing/ledger/settle-alone.ts';
import { settleCallsSql } from '../../shared/billing/ledger/settle-calls.ts';
import { countedUsage } from '../../shared/chat/counted-usage.ts';
import { JUDGE_OUTPUT, JUDGE_RULES } from '../../shared/evaluations/judge-rules.ts';
import { estimateTokens } from '../../shared/models/estimate-tokens.ts';
import { knownChat } from '../../shared/models/known-chats.ts';
import { NO_TOKENS, type ChatTurn } from '../../shared/models/model.ts';
import { ModelError } from '../../shared/models/model-error.ts';
import type { QuestionText } from '../../shared/evaluations/sealed-evaluation.ts';
import type { Passage } from '../../shared/retrieval/retrieve.ts';
import type { App } from '../../shared/tenancy/app.ts';
import type { Worker } from '../worker.ts';
import type { Claim } from './claim-run.ts';

const LONGEST_MS = 60_000;
const USUAL_WINDOW = 8_192;
const MOST_SOURCE_TOKENS = 6_000;
const MOST_ANSWER_CHARACTERS = 8_000;
const LONGEST_REASON = 500;

const Reply = z.object({
  judgement: z.enum(['right', 'partly', 'wrong']),
  reason: z.string().default(''),
});

/** `reply`: undefined if the judge failed, or said nothing that can be read. */
export type Judged = { call: LedgerCall; reply: z.output<typeof Reply> | undefined };

type Given = {
  text: QuestionText;
  unanswerable: boolean;
  answer: string;
  /** What the answer was written from. */
  sources: Passage[];
};

type JudgeCall = Worker & { app: App; signal: AbortSignal };

/**
 * Has an answer judged, if the run wants that. The call in the ledger is open afterwards, for the caller to settle.
 * @returns undefined if there is no such call: nothing is to be judged, or no budget is left for it
 */
export async function judgeAnswer(
  worker: JudgeCall,
  { judge_model: model, key_id }: Pick<Claim, 'judge_model' | 'key_id'>,
  given: Given,
): Promise<Judged | undefined> {
  if (model === null) return undefined;
  const { app, signal, processId, log } = worker;
  const messages = promptOf(model, given);
  const call = newCall('judge', model, messages.map(({ content }) => content).join('\n'), {
    inputTokens: 0,
    outputTokens: JUDGE_OUTPUT,
  });
  let isOpen = false;
  try {
    await openCalls(worker.db, [call], { app, keyId: key_id, processId }, { enforce: true });
    isOpen = true;
    return { call, reply: await ask(worker, model, call, messages) };
  } catch (error) {
    if (signal.aborted) {
      if (isOpen) await settleAlone(worker, app.appId, call);
      throw error;
    }
    log.warn({ err: error, model }, 'an answer was not judged');
    return isOpen ? { call, reply: undefined } : undefined;
  }
}

/** Settles the call of a judge. @returns the columns of its result */
export async function settleJudged(tx: Tx, appId: string, judged: Judged | undefined) {
  if (!judged) return {};
  const { call, reply } = judged;
  const { rows } = await sql<{ cost: string | null }>`
    select sum(cost)::text as cost from ${settleCallsSql(appId, [call])}`.execute(tx);
  return {
    judgement: reply?.judgement ?? null,
    judge_tokens: (call.used?.inputTokens ?? 0) + (call.used?.outputTokens ?? 0),
    judge_cost: rows[0]!.cost,
  };
}

async function ask(
  { models, signal }: JudgeCall,
  model: string,
  call: LedgerCall,
  messages: ChatTurn[],
): Promise<Judged['reply']> {
  let text = '';
  let thought = '';
  await using meter = meterCall(call, () => countedUsage(messages, text, thought));
  const pieces = models.chat(model).stream(
    {
      model,
      messages,
      maxOutputTokens: JUDGE_OUTPUT,
      effort: 'low',
      retries: 1,
      question: '',
      passages: [],
      languages: [],
    },
    AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]),
  );
  try {
    for await (const piece of pieces) {
      if (piece.retract) [thought, text] = [thought + text, ''];
      text += piece.text ?? '';
      thought += piece.thought ?? '';
      if (piece.usage) meter.note(piece.usage);
    }
  } catch (error) {
    if (error instanceof ModelError && error.unused) meter.note(NO_TOKENS);
    throw error;
  }
  return readReply(text);
}

/** The first JSON object of a reply, which may be in a code fence. */
function readReply(text: string): Judged['reply'] {
  const json = /\{[\s\S]*?\}/.exec(text)?.[0];
  if (!json) return undefined;
  try {
    const { data } = Reply.safeParse(JSON.parse(json));
    return data && { ...data, reason: data.reason.trim().slice(0, LONGEST_REASON).toWellFormed() };
  } catch {
    return undefined;
  }
}

function promptOf(model: string, { text, unanswerable, answer, sources }: Given): ChatTurn[] {
  const mark = randomBytes(6).toString('hex');
  const part = (name: string, content: string) => `${name} begins ${mark}\n${content}\n${name} ends ${mark}`;
  const expected = unanswerable
    ? 'that it is refused: the documents do not answer the question'
    : [...text.expected_words, text.expected_passage ?? ''].filter(Boolean).join('\n');
  const before = text.turns.map(({ role, content }) => `${role}: ${content}`).join('\n');
  const parts = [
    ...(before ? [part('conversation', before)] : []),
    part('question', text.question),
    ...(expected ? [part('expected', expected)] : []),
    part('answer', answer.slice(0, MOST_ANSWER_CHARACTERS).toWellFormed()),
  ];
  const window = knownChat(model).window ?? USUAL_WINDOW;
  let room =
    Math.min(MOST_SOURCE_TOKENS, window - JUDGE_OUTPUT - estimateTokens(JUDGE_RULES)) -
    parts.reduce((sum, one) => sum + estimateTokens(one), 0);
  for (const [place, { documentName, headings, tableHeader, text: said }] of sources.entries()) {
    const where = [documentName, ...headings].join(' › ');
    const source = part(`source ${place + 1}`, [where, tableHeader ?? '', said].filter(Boolean).join('\n'));
    room -= estimateTokens(source);
    if (room < 0) break;
    parts.push(source);
  }
  return [
    { role: 'system', content: `${JUDGE_RULES}\nThe mark is ${mark}.` },
    { role: 'user', content: parts.join('\n\n') },
  ];
}
