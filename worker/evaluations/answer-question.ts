// One question of an evaluation: answered as a chat would, scored, and written together with its cost.
import { sql } from 'kysely';
import { anyOf } from '../../db/any-of.ts';
import type { Tx } from '../../db/database.ts';
import { noteCalls } from '../../shared/billing/ledger/note-calls.ts';
import type { LedgerCall, Origin } from '../../shared/billing/ledger/calls.ts';
import { openCalls, openCallsSql } from '../../shared/billing/ledger/open-calls.ts';
import { refusalOf } from '../../shared/billing/ledger/refusals.ts';
import { settleAlone } from '../../shared/billing/ledger/settle-alone.ts';
import { settleCallsSql } from '../../shared/billing/ledger/settle-calls.ts';
import { answerCalls, callsOf, chatCall } from '../../shared/chat/answer-calls.ts';
import type { AnswerCall, Draft } from '../../shared/chat/draft.ts';
import { writeAnswer } from '../../shared/chat/write-answer.ts';
import type { FinishReason } from '../../shared/contract/chat.ts';
import { scoreAnswer } from '../../shared/evaluations/score-answer.ts';
import { readQuestion, sealResult, type QuestionText } from '../../shared/evaluations/sealed-evaluation.ts';
import { DocentError } from '../../shared/platform/errors.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { Passage } from '../../shared/retrieval/retrieve.ts';
import type { App } from '../../shared/tenancy/app.ts';
import type { Worker } from '../worker.ts';
import { judgeAnswer, settleJudged, type Judged } from './judge-answer.ts';
import { lockRun, type Claim } from './claim-run.ts';
import type { NextQuestion } from './next-question.ts';

/** An answer that is longer is cut off, as in a chat. */
const MOST_CHARACTERS = 1_000_000;

/**
 * Asks one question and writes its result.
 * @returns failed: the model server refused it. overtaken: the run was cancelled, or another job has it
 * @throws quota_exceeded, model_unavailable, model_timeout: the question is still waiting
 */
export async function answerQuestion(
  worker: Worker,
  app: App,
  claim: Claim,
  question: NextQuestion,
  signal: AbortSignal,
): Promise<'answered' | 'failed' | 'overtaken'> {
  const text = readQuestion(app, question);
  const release = worker.settlements.hold();
  const draft = newDraft(app, text);
  let judged: Judged | undefined;
  try {
    const answered = await ask(worker, app, claim, draft, text, signal);
    judged = await judgeAnswer({ ...worker, app, signal }, claim, {
      text,
      unanswerable: question.unanswerable,
      answer: draft.text,
      sources: answered.used,
    });
    return await write(worker, app, claim, draft, { question, text, judged, ...answered });
  } catch (error) {
    for (const call of allCalls(draft, judged)) await settleAlone(worker, app.appId, call);
    if (signal.aborted || !(error instanceof DocentError && error.code === 'model_failed')) throw error;
    return await writeFailure(worker, claim, question, error);
  } finally {
    release();
  }
}

const allCalls = (draft: Draft, judged: Judged | undefined): LedgerCall[] =>
  judged ? [...callsOf(draft), judged.call] : callsOf(draft);

const newDraft = (app: App, { question, turns }: QuestionText): Draft => ({
  conversationId: newId('sess'),
  model: app.chatModel,
  calls: answerCalls(app, app.chatModel, question, { hasHistory: turns.length > 0 }),
  text: '',
  thought: '',
  citations: [],
  nearest: [],
  startedAt: performance.now(),
});

type Answered = { finish: FinishReason; found: Passage[]; used: Passage[]; latencyMs: number };

async function ask(
  worker: Worker,
  app: App,
  { key_id }: Claim,
  draft: Draft,
  { question, turns }: QuestionText,
  signal: AbortSignal,
): Promise<Answered> {
  const origin: Origin = { app, keyId: key_id, processId: worker.processId };
  const open = (call: LedgerCall) => openCalls(worker.db, [call], origin, { enforce: true });
  await begin(worker, app, draft, origin);
  draft.startedAt = performance.now();
  let found: Passage[] = [];
  let used: Passage[] = [];
  const call: AnswerCall = {
    ...worker,
    app,
    signal,
    requestId: newId('req'),
    trace(step) {
      if (step.step === 'tool_called') used.push(...step.read);
      if (step.step !== 'retrieved') return;
      found = step.retrieval.passages;
      used = [...step.used];
    },
  };
  const events = writeAnswer(
    call,
    draft,
    {
      message: question,
      history: turns,
      filters: [],
      modelNamed: false,
      limit: { tokens: app.maxOutputTokens ?? undefined, characters: MOST_CHARACTERS },
    },
    {
      begun: Promise.resolve(),
      openAnother: open,
      async nextCall(model) {
        const before = draft.calls.chat;
        const next = chatCall(app, model, question);
        await open(next);
        draft.model = model;
        draft.calls.chat = next;
        await settleAlone(worker, app.appId, before);
      },
    },
  );
  for (;;) {
    const { done, value } = await events.next();
    if (!done) continue;
    return { finish: value, found, used, latencyMs: Math.round(performance.now() - draft.startedAt) };
  }
}

/** Counts the question in the plan's messages, and reserves in the budgets. @throws quota_exceeded */
async function begin({ db }: Worker, app: App, draft: Draft, origin: Origin): Promise<void> {
  try {
    await sql`select count_message(${app.workspaceId}),
      ${openCallsSql(callsOf(draft), origin, { enforce: true })}`.execute(db);
  } catch (error) {
    throw await refusalOf(db, error, origin);
  }
}

type Result = Answered & { question: NextQuestion; text: QuestionText; judged: Judged | undefined };

/** Settles the calls and writes the result, in one transaction. */
async function write(
  worker: Worker,
  app: App,
  claim: Claim,
  draft: Draft,
  { question, text, judged, finish, found, used, latencyMs }: Result,
): Promise<'answered' | 'overtaken'> {
  const { appId } = app;
  const { run_id } = claim;
  const { question_id, revision, unanswerable } = question;
  const calls = callsOf(draft);
  const sources = [...new Set(used.map(({ documentId }) => documentId))];
  const spent = await worker.db.transaction().execute(async (tx) => {
    if (!(await lockRun(tx, claim))) return undefined;
    const externalIds = await externalIdsOf(tx, appId, found);
    const score = scoreAnswer(
      { ...text, unanswerable },
      { text: draft.text, finish, citations: draft.citations, passages: found, externalIds },
    );
    // Held against an erasure, which waits, or has won: then the result is kept without its words.
    const { rows: held } = await sql`
      select 1 from documents where app_id = ${appId} and document_id = ${anyOf(sources)} for key share`.execute(
      tx,
    );
    const whole = held.length === sources.length;
    const { rows } = await sql<{ cost: string | null; dollars: number | null; unpriced: number }>`
      select sum(cost)::text as cost, sum(cost)::float8 as dollars from ${settleCallsSql(appId, calls)}`.execute(
      tx,
    );
    const { cost, dollars } = rows[0]!;
    const judging = await settleJudged(tx, appId, judged);
    const content = {
      answer: draft.text,
      reason: judged?.reply?.reason,
      citations: draft.citations.map(({ index, document_id, document_name, quote }) => ({
        index,
        document_id,
        document_name,
        quote,
      })),
    };
    const tokens = { input: 0, output: 0 };
    for (const { used } of calls) {
      tokens.input += used?.inputTokens ?? 0;
      tokens.output += used?.outputTokens ?? 0;
    }
    await tx
      .updateTable('evaluation_results')
      .set({
        status: 'answered',
        revision,
        unanswerable,
        ...score,
        first_token_ms:
          draft.firstTokenAt === undefined ? null : Math.round(draft.firstTokenAt - draft.startedAt),
        latency_ms: latencyMs,
        input_tokens: tokens.input,
        output_tokens: tokens.output,
        unpriced_tokens: await unpricedOf(tx, appId, calls),
        cost,
        ...judging,
        content: whole ? sealResult(app, { run_id, question_id }, content) : null,
        document_ids: sql`${whole ? sources : []}::text[]`,
        answered_at: sql`now()`,
      })
      .where(({ and }) => and({ app_id: appId, run_id, question_id, status: 'waiting' }))
      .execute();
    await progress(tx, claim);
    return { dollars: dollars ?? 0 };
  });
  if (!spent) {
    for (const call of allCalls(draft, judged)) await settleAlone(worker, appId, call);
    return 'overtaken';
  }
  noteCalls(worker.metrics, appId, calls, spent.dollars);
  return 'answered';
}

/** Tokens of calls whose model has no known price. */
async function unpricedOf(tx: Tx, appId: string, calls: LedgerCall[]): Promise<number> {
  const { rows } = await sql<{ unpriced: number }>`
    select coalesce(sum(unpriced_tokens), 0)::float8 as unpriced from ledger
    where app_id = ${appId} and usage_id = ${anyOf(calls.map(({ usageId }) => usageId))}`.execute(tx);
  return rows[0]!.unpriced;
}

async function externalIdsOf(tx: Tx, appId: string, found: Passage[]): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('documents')
    .select(['document_id', 'external_id'])
    .where('app_id', '=', appId)
    .where('document_id', '=', anyOf(found.map(({ documentId }) => documentId)))
    .where('external_id', 'is not', null)
    .execute();
  return new Map(rows.map((row) => [row.document_id, row.external_id!]));
}

const writeFailure = (
  { db }: Worker,
  claim: Claim,
  { question_id }: NextQuestion,
  { code }: DocentError,
): Promise<'failed' | 'overtaken'> =>
  db.transaction().execute(async (tx) => {
    if (!(await lockRun(tx, claim))) return 'overtaken';
    const { app_id, run_id } = claim;
    await tx
      .updateTable('evaluation_results')
      .set({ status: 'failed', error_code: code, answered_at: sql`now()` })
      .where(({ and }) => and({ app_id, run_id, question_id, status: 'waiting' }))
      .execute();
    await progress(tx, claim);
    return 'failed';
  });

const progress = (tx: Tx, { app_id, run_id }: Claim) =>
  tx
    .updateTable('evaluation_runs')
    .set({ waiting_for: null, updated_at: sql`now()` })
    .where(({ and }) => and({ app_id, run_id }))
    .execute();
