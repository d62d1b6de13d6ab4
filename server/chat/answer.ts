// A running answer: its ids, its text so far, and the two statements that begin and settle it.
import { sql } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import type { FinishReason, SendMessage } from '../../shared/contract/chat.ts';
import { fail } from '../../shared/platform/errors.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { LedgerCall } from '../../shared/billing/ledger/calls.ts';
import { recountCalls } from '../../shared/billing/ledger/recount-calls.ts';
import { openCalls, openCallsSql } from '../../shared/billing/ledger/open-calls.ts';
import { settleAlone } from '../../shared/billing/ledger/settle-alone.ts';
import { settleCallsSql } from '../../shared/billing/ledger/settle-calls.ts';
import { refusalOf } from '../../shared/billing/ledger/refusals.ts';
import { noteCalls } from '../../shared/billing/ledger/note-calls.ts';
import { emitEvent } from '../../shared/webhooks/emit-event.ts';
import { filtersOf } from '../access/keys/filters-of.ts';
import { toUsage } from '../billing/usage/to-usage.ts';
import { answerCalls, callsOf, chatCall } from '../../shared/chat/answer-calls.ts';
import type { Draft } from '../../shared/chat/draft.ts';
import { keyIdOf, type AppCall } from '../call.ts';
import {
  NO_CONTENT,
  sealContent,
  sealExcerpt,
  sealMetadata,
  sealPreview,
} from '../../shared/chat/sealed-message.ts';

export type Answer = Draft & {
  sessionId: string;
  newSession: boolean;
  questionId: string;
  messageId: string;
};

export function newAnswer(call: AppCall, input: SendMessage, hasHistory: boolean): Answer {
  const model = input.model ?? call.app.chatModel;
  const sessionId = input.session_id ?? newId('sess');
  return {
    sessionId,
    conversationId: sessionId,
    newSession: !input.session_id,
    questionId: newId('msg'),
    messageId: newId('msg'),
    model,
    calls: answerCalls(call.app, model, input.message, { hasHistory, outputTokens: input.max_output_tokens }),
    text: '',
    thought: '',
    citations: [],
    nearest: [],
    startedAt: performance.now(),
  };
}

/**
 * Writes what must exist before a model is called: the session, the user's message, the answer as `streaming` and the
 * open ledger rows. Counts the message in the quota and reserves in the budgets. One statement.
 * @throws session_not_found if the session was deleted in the meantime; quota_exceeded, with nothing written
 */
export async function beginAnswer(call: AppCall, answer: Answer, input: SendMessage): Promise<void> {
  const { app } = call;
  const { sessionId, questionId, messageId } = answer;
  const origin = { app, keyId: keyIdOf(call.actor), messageId, processId: call.processId };
  const session = answer.newSession
    ? sql`insert into sessions (app_id, session_id, key_id, end_user_id)
        values (${app.appId}, ${sessionId}, ${keyIdOf(call.actor)}, ${input.end_user_id ?? null})`
    : sql`update sessions set last_at = now() where app_id = ${app.appId} and session_id = ${sessionId}`;
  try {
    await sql`
      with session as (${session}),
      written as (
        insert into messages (app_id, message_id, session_id, role, status, content, metadata, model, process_id, completed_at, resumable, filtered) values
          (${app.appId}, ${questionId}, ${sessionId}, 'user', 'complete', ${sealContent(app, questionId, input.message)},
            ${sealMetadata(app, questionId, input.metadata)}::bytea, null, null, now(), false, false),
          (${app.appId}, ${messageId}, ${sessionId}, 'assistant', 'streaming', ${NO_CONTENT}, null, ${answer.model}, ${call.processId}, null, ${input.resumable ?? false}::boolean,
            ${filtersOf(call, input.filter).length > 0}::boolean)
      )
      select count_message(${app.workspaceId}), ${openCallsSql(callsOf(answer), origin, { enforce: true })}`.execute(
      call.db,
    );
  } catch (error) {
    if ((error as { code?: string }).code === '23503') fail('session_not_found');
    throw await refusalOf(call.db, error, origin);
  }
}

/** Opens a further call of a running answer. @throws quota_exceeded */
export async function openAnother(call: AppCall, answer: Answer, another: LedgerCall): Promise<void> {
  const { app, actor, processId } = call;
  const origin = { app, keyId: keyIdOf(actor), messageId: answer.messageId, processId };
  await openCalls(call.db, [another], origin, { enforce: true });
}

/**
 * The answer continues in a new call, also of another model; the one before is settled.
 * @throws quota_exceeded
 */
export async function nextCall(
  call: AppCall,
  answer: Answer,
  input: SendMessage,
  model: string,
): Promise<void> {
  const { app } = call;
  const before = answer.calls.chat;
  const next = chatCall(app, model, input.message, input.max_output_tokens);
  await openAnother(call, answer, next);
  answer.model = model;
  answer.calls.chat = next;
  await settleAlone(call, app.appId, before);
}

export type Outcome =
  | { status: 'complete'; finishReason: FinishReason }
  | { status: 'aborted' | 'failed'; errorCode: string };

/**
 * Settles the answer and its ledger rows in one statement, with the webhook event if one is wanted. Settling twice
 * changes nothing. If the database refuses the provider's numbers, our own count is settled.
 * @returns cost of the answering call in US dollars, exact decimal; null if the model has no known price
 */
export const settleAnswer = (call: AppCall, answer: Answer, outcome: Outcome): Promise<string | null> =>
  call.settlements.settle(
    () => settleOnce(call, answer, outcome),
    async () => {
      await recountCalls(callsOf(answer));
      return settleOnce(call, answer, outcome);
    },
  );

async function settleOnce(call: AppCall, answer: Answer, outcome: Outcome): Promise<string | null> {
  if (outcome.status !== 'complete' || !call.app.webhookEvents.includes('message.completed'))
    return (await settle(call, call.db, answer, outcome)).cost;
  return call.db.transaction().execute(async (tx) => {
    const { cost, finished } = await settle(call, tx, answer, outcome);
    if (finished) await emitCompleted(call, tx, answer, outcome.finishReason, cost);
    return cost;
  });
}

async function emitCompleted(
  call: AppCall,
  tx: Tx,
  answer: Answer,
  finish_reason: FinishReason,
  cost: string | null,
) {
  const { sessionId: session_id, messageId: message_id, model, calls } = answer;
  const usage = usageOf(calls.chat, cost);
  await emitEvent(tx, call.queue, call.app.appId, 'message.completed', {
    session_id,
    message_id,
    model,
    finish_reason,
    usage,
  });
}

/** The usage of the answering call for the response; zero if no model was called. */
export const usageOf = ({ made, used }: LedgerCall, cost: string | null) =>
  made ? toUsage(used?.inputTokens ?? 0, used?.outputTokens ?? 0, cost) : toUsage(0, 0, '0');

type Settled = {
  cost: string | null;
  settled: number;
  dollars: number | null;
  finished: boolean;
  whole: boolean;
};

async function settle(call: AppCall, db: Db | Tx, answer: Answer, outcome: Outcome): Promise<Settled> {
  const { app } = call;
  const { messageId, sessionId, text, citations } = answer;
  const used = answer.calls.chat.used ?? { inputTokens: 0, outputTokens: 0 };
  const complete = outcome.status === 'complete';
  const firstToken =
    answer.firstTokenAt === undefined ? null : Math.round(answer.firstTokenAt - answer.startedAt);
  const calls = callsOf(answer);
  const cited = [...new Set(citations.map((c) => c.document_id))];
  const { rows } = await sql<Settled>`
    with settled as (select kind, cost from ${settleCallsSql(app.appId, calls)}),
    chat as (select cost from settled where kind = 'chat'),
    -- Held against an erasure, which waits, or has won: then the answer that quotes it is kept without its words.
    sources as (
      select 1 from documents where app_id = ${app.appId} and document_id = any(${cited}::text[]) for key share
    ), kept as (select count(*) = ${cited.length}::integer as whole from sources),
    finished as (
      update messages set
        status = ${outcome.status}, model = ${answer.model},
        content = case when (select whole from kept) then ${sealContent(app, messageId, text)}::bytea else ''::bytea end,
        finish_reason = case when (select whole from kept) then ${complete ? outcome.finishReason : null}::text else 'erased' end,
        error_code = ${complete ? null : outcome.errorCode},
        input_tokens = ${used.inputTokens}, output_tokens = ${used.outputTokens},
        cost = (select cost from chat), relevance = ${answer.relevance ?? null}::real,
        passages = case when (select whole from kept) then ${answer.found ? JSON.stringify(answer.found) : null}::jsonb end, time_to_first_token_ms = ${firstToken}::integer, completed_at = now()
      where app_id = ${app.appId} and message_id = ${messageId} and status = 'streaming'
      returning app_id, message_id
    ), cited as (
      insert into citations (app_id, message_id, index, document_id, chunk_id, page, span_start, span_end, excerpt)
      select messages.app_id, messages.message_id, index, document_id, chunk_id, page, span_start, span_end, excerpt
      from messages join kept on whole cross join unnest(
        ${citations.map((c) => c.index)}::integer[], ${citations.map((c) => c.document_id)}::text[],
        ${citations.map((c) => c.chunkId)}::text[], ${citations.map((c) => c.page)}::integer[],
        ${citations.map((c) => c.start)}::integer[], ${citations.map((c) => c.end)}::integer[],
        ${citations.map((c) => sealExcerpt(app, messageId, c))}::bytea[]
      ) as given (index, document_id, chunk_id, page, span_start, span_end, excerpt)
      where messages.app_id = ${app.appId} and messages.message_id = ${messageId} and exists (select from finished)
    ), touched as (
      update sessions set last_at = now(), total_tokens = total_tokens + ${used.inputTokens + used.outputTokens},
        preview = case when (select whole from kept) then ${sealPreview(app, sessionId, text)}::bytea end
      where app_id = ${app.appId} and session_id = ${sessionId} and exists (select from finished)
    )
    select (select cost from chat) as cost, count(*) as settled, sum(cost)::float8 as dollars,
      exists (select from finished) as finished, (select whole from kept) as whole
    from settled`.execute(db);
  const done = rows[0]!;
  // Its events were stored while it ran. No more are added from now on.
  if (!done.whole)
    await db
      .deleteFrom('answer_events')
      .where('app_id', '=', app.appId)
      .where('message_id', '=', messageId)
      .execute();
  if (done.settled > 0) noteCalls(call.metrics, app.appId, calls, done.dollars ?? 0);
  return done;
}
