import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { readCitation, readContent, readMetadata } from '../../../shared/chat/sealed-message.ts';
import { toFeedback } from '../feedback/to-feedback.ts';
import { ownsSession } from '../../access/sessions/owns-session.ts';
import { toUsage } from '../../billing/usage/to-usage.ts';

/** A session with all its messages, in order. */
export async function getSession(call: AppCall, { session_id }: { session_id: string }) {
  if (!ownsSession(call, session_id)) fail('session_not_found');
  const { appId } = call.app;
  const [session, messages, citations, feedback] = await Promise.all([
    call.db
      .selectFrom('sessions')
      .selectAll()
      .where('app_id', '=', appId)
      .where('session_id', '=', session_id)
      .executeTakeFirst(),
    call.db
      .selectFrom('messages')
      .selectAll()
      .where('app_id', '=', appId)
      .where('session_id', '=', session_id)
      .orderBy('message_id')
      .execute(),
    call.db
      .selectFrom('citations')
      .innerJoin('messages', (join) =>
        join
          .onRef('messages.app_id', '=', 'citations.app_id')
          .onRef('messages.message_id', '=', 'citations.message_id'),
      )
      .selectAll('citations')
      .where('citations.app_id', '=', appId)
      .where('messages.session_id', '=', session_id)
      .orderBy('citations.index')
      .execute(),
    call.db
      .selectFrom('feedback')
      .selectAll()
      .where('app_id', '=', appId)
      .where('session_id', '=', session_id)
      .execute(),
  ]);
  if (!session) fail('session_not_found');
  const given = new Map(feedback.map((row) => [row.message_id, toFeedback(call.app, row)]));
  return {
    session: {
      session_id: session.session_id,
      key_id: session.key_id,
      end_user_id: session.end_user_id,
      created_at: session.created_at.toISOString(),
      last_at: session.last_at.toISOString(),
      total_tokens: session.total_tokens,
      messages: messages.map((row) => ({
        message_id: row.message_id,
        role: row.role,
        status: row.status,
        content: readContent(call.app, row),
        metadata: readMetadata(call.app, row),
        citations: citations
          .filter((citation) => citation.message_id === row.message_id)
          .map((citation) => readCitation(call.app, citation)),
        model: row.model,
        finish_reason: row.finish_reason,
        error_code: row.error_code,
        time_to_first_token_ms: row.time_to_first_token_ms,
        feedback: given.get(row.message_id) ?? null,
        usage:
          row.role === 'assistant' && row.input_tokens !== null
            ? toUsage(row.input_tokens, row.output_tokens ?? 0, row.cost)
            : null,
        created_at: row.created_at.toISOString(),
      })),
    },
  };
}
