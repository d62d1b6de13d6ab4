// A job for the model alone, such as a title for a conversation: no search, no session, and the text is kept nowhere.
import { sql } from 'kysely';
import type { AnswerEvent, FinishReason } from '../../shared/contract/chat.ts';
import { newCall, type LedgerCall } from '../../shared/billing/ledger/calls.ts';
import { meterCall } from '../../shared/billing/ledger/meter-call.ts';
import { openCallsSql } from '../../shared/billing/ledger/open-calls.ts';
import { refusalOf } from '../../shared/billing/ledger/refusals.ts';
import { settleAlone } from '../../shared/billing/ledger/settle-alone.ts';
import { fail } from '../../shared/platform/errors.ts';
import { NO_TOKENS, type ChatTurn } from '../../shared/models/model.ts';
import { ModelError } from '../../shared/models/model-error.ts';
import { BUILTIN_CHAT } from '../../shared/models/open-models.ts';
import { takeSlots } from '../access/limits/take-slots.ts';
import { keyIdOf, type AppCall } from '../call.ts';
import { usageOf } from './answer.ts';
import { countedUsage } from '../../shared/chat/counted-usage.ts';
import type { Question } from './question.ts';
import { requireAllowed } from './require-allowed.ts';

/** Jobs are short; thought gets room in addition. */
const MOST_TOKENS = 2_000;

/**
 * Answers with the app's model for rewriting, or the one that is named. Counts in the ledger, budgets and limits.
 * @throws what requireAllowed throws; invalid_request, rate_limited, quota_exceeded, model_failed,
 *   model_unavailable, model_timeout
 */
export async function* completeTask(
  call: AppCall,
  input: Question,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const { app } = call;
  requireAllowed(call, input);
  const model = input.model ?? app.rewriteModel ?? app.chatModel;
  if (model === BUILTIN_CHAT || !call.models.hasChat(model))
    fail(
      'invalid_request',
      `The model ${model} answers from documents only; it writes no titles, tags or follow-up questions.`,
    );
  const messages: ChatTurn[] = [...(input.history ?? []), { role: 'user', content: input.message }];
  const maxOutputTokens = Math.min(input.max_output_tokens ?? MOST_TOKENS, MOST_TOKENS);
  const chat = newCall('chat', model, messages.map(({ content }) => content).join('\n'), {
    inputTokens: 0,
    outputTokens: maxOutputTokens,
  });
  const giveBack = await takeSlots(call);
  const release = call.settlements.hold();
  let finish: FinishReason = 'stop';
  try {
    await open(call, chat);
    try {
      let text = '';
      let thought = '';
      await using meter = meterCall(chat, () => countedUsage(messages, text, thought));
      const pieces = call.models.chat(model).stream(
        {
          model,
          messages,
          maxOutputTokens,
          temperature: input.temperature,
          sampling: input.sampling,
          effort: 'none',
          question: input.message,
          passages: [],
          languages: [],
        },
        call.signal,
      );
      try {
        for await (const piece of pieces) {
          if (piece.finish) finish = piece.finish;
          if (piece.usage) meter.note(piece.usage);
          if (piece.thought) thought += piece.thought;
          if (piece.retract) {
            thought += text;
            text = '';
            yield { event: 'retracted', data: {} };
          }
          if (!piece.text) continue;
          text += piece.text;
          yield { event: 'message', data: { content: piece.text } };
        }
      } catch (error) {
        if (error instanceof ModelError && error.unused) meter.note(NO_TOKENS);
        throw error;
      }
    } finally {
      await settleAlone(call, app.appId, chat);
    }
    const usage = usageOf(chat, await costOf(call, chat.usageId));
    // It belongs to no session.
    yield {
      event: 'end',
      data: {
        session_id: '',
        message_id: '',
        model,
        usage,
        finish_reason: finish,
        extract: false,
        ...(app.aiDisclosure && { ai_generated: true as const }),
      },
    };
  } finally {
    await giveBack().catch((error) => call.log.error({ err: error }, 'slot not released yet'));
    release();
  }
}

/** Counts it in the quota of messages, and reserves in the budgets. */
async function open(call: AppCall, chat: LedgerCall): Promise<void> {
  const { app } = call;
  const origin = { app, keyId: keyIdOf(call.actor), processId: call.processId };
  try {
    await sql`select count_message(${app.workspaceId}), ${openCallsSql([chat], origin, { enforce: true })}`.execute(
      call.db,
    );
  } catch (error) {
    throw await refusalOf(call.db, error, origin);
  }
}

/** @returns US dollars, exact decimal; null if the model has no known price */
async function costOf({ db, app }: AppCall, usageId: string): Promise<string | null> {
  const row = await db
    .selectFrom('ledger')
    .select('cost')
    .where('app_id', '=', app.appId)
    .where('usage_id', '=', usageId)
    .executeTakeFirst();
  return row?.cost ?? null;
}
