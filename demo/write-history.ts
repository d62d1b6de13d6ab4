// Past conversations, written directly into the tables as chat would have: encrypted, counted, priced.
import { calendarOf } from '../test/ledger.ts';
import { aggregateLedger } from '../shared/billing/ledger/aggregate.ts';
import { randomBytes } from 'node:crypto';
import { fromUUID } from 'typeid-js';
import { sealContent, sealPreview } from '../shared/chat/sealed-message.ts';
import type { App } from '../shared/tenancy/app.ts';
import type { Context } from '../shared/context.ts';
import type { IdPrefix } from '../shared/platform/ids.ts';

export type Exchange = { question: string; answer: string };
export type History = {
  sessions: number;
  /** Questions per session. */
  turns: number;
  /** How many days they span, evenly; the last ones are an hour old. */
  days: number;
  exchanges: Exchange[];
  keyIds: string[];
  random: () => number;
  /** Probability that a moment is kept, 0 to 1: busy days and quiet nights. */
  shape?: (at: Date) => number;
};

const AT_ONCE = 400;
const HOUR_MS = 3_600_000;

export async function writeHistory(ctx: Context, app: App, history: History): Promise<void> {
  const dayOf = await calendarOf(ctx.db, app.appId);
  const { random, days, turns, exchanges, keyIds } = history;
  const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)]!;
  const moment = (): Date => {
    const at = new Date(Date.now() - HOUR_MS - random() * days * 24 * HOUR_MS);
    return random() <= (history.shape?.(at) ?? 1) ? at : moment();
  };
  const begins = Array.from({ length: history.sessions }, moment).toSorted(
    (a, b) => a.getTime() - b.getTime(),
  );
  for (let from = 0; from < begins.length; from += AT_ONCE) {
    const rows = begins.slice(from, from + AT_ONCE).map((begin) => session(begin));
    await ctx.db.transaction().execute(async (tx) => {
      await tx
        .insertInto('sessions')
        .values(rows.map((row) => row.session))
        .execute();
      await tx
        .insertInto('messages')
        .values(rows.flatMap((row) => row.messages))
        .execute();
      await tx
        .insertInto('ledger')
        .values(rows.flatMap((row) => row.calls))
        .execute();
    });
  }
  // As the nightly job does.
  await aggregateLedger(ctx.db, new AbortController().signal, { appId: app.appId });

  function session(begin: Date) {
    const session_id = idAt('sess', begin);
    const key_id = pick(keyIds);
    const said = Array.from({ length: turns }, (_, turn) =>
      exchange(session_id, key_id, new Date(begin.getTime() + turn * 70_000)),
    );
    const last = said.at(-1)!;
    return {
      session: {
        app_id: app.appId,
        session_id,
        key_id,
        end_user_id: `customer-${1000 + Math.floor(random() * 400)}`,
        preview: sealPreview(app, session_id, last.answer),
        total_tokens: said.reduce((sum, { tokens }) => sum + tokens, 0),
        created_at: begin,
        last_at: last.ended,
      },
      messages: said.flatMap(({ messages }) => messages),
      calls: said.flatMap(({ calls }) => calls),
    };
  }

  function exchange(session_id: string, key_id: string, at: Date) {
    const { question, answer } = pick(exchanges);
    const failed = random() < 0.012;
    const nothing = !failed && random() < 0.05;
    const wait = Math.round(180 + 500 * random() ** 3 + (random() < 0.03 ? 1800 : 0));
    const ended = new Date(at.getTime() + wait + 1500);
    const [input, output] = [Math.round(600 + random() * 900), failed ? 0 : Math.round(40 + random() * 160)];
    const cost = ((input * 0.1 + output * 0.5) / 1e6).toFixed(14);
    const asked = idAt('msg', at);
    const answered = idAt('msg', new Date(at.getTime() + 1));
    const common = { app_id: app.appId, session_id, metadata: null, process_id: null };
    const call = {
      app_id: app.appId,
      key_id,
      message_id: answered,
      document_id: null,
      status: 'settled' as const,
      day: dayOf(at),
      opened_at: at,
      settled_at: ended,
    };
    const questionTokens = Math.ceil(question.length / 4);
    return {
      answer,
      ended,
      tokens: input + output,
      messages: [
        {
          ...common,
          message_id: asked,
          role: 'user' as const,
          status: 'complete' as const,
          content: sealContent(app, asked, question),
          created_at: at,
          completed_at: at,
        },
        {
          ...common,
          message_id: answered,
          role: 'assistant' as const,
          status: failed ? ('failed' as const) : ('complete' as const),
          content: sealContent(app, answered, failed ? '' : answer),
          model: 'gpt-6-luna',
          finish_reason: failed ? null : nothing ? 'no_context' : 'stop',
          error_code: failed ? 'model_timeout' : null,
          input_tokens: input,
          output_tokens: output,
          cost,
          time_to_first_token_ms: failed ? null : wait,
          created_at: new Date(at.getTime() + 1),
          completed_at: ended,
        },
      ],
      calls: [
        {
          ...call,
          usage_id: idAt('use', at),
          kind: 'embed_question' as const,
          model: 'text-embedding-3-small',
          input_tokens: questionTokens,
          output_tokens: 0,
          cost: ((questionTokens * 0.02) / 1e6).toFixed(14),
        },
        {
          ...call,
          usage_id: idAt('use', at),
          kind: 'chat' as const,
          model: 'gpt-6-luna',
          input_tokens: input,
          output_tokens: output,
          cost,
        },
      ],
    };
  }
}

/** An id as it would have been generated at that time (UUIDv7). */
function idAt(prefix: IdPrefix, at: Date): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at.getTime(), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  );
  return fromUUID(uuid, prefix).toString();
}
