// A question in the panel: the public chat with a trace.
import { sql } from 'kysely';
import { CURATED_ANSWER } from '../../../shared/contract/media-type.ts';
import type { Ask, Hit, PlaygroundEvent, Trace } from '../../../shared/contract/playground.panel.ts';
import { publicError } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { trySettings } from '../../tenancy/apps/try-settings.ts';
import { sendMessage } from '../send-message.ts';
import { readCalls } from './read-calls.ts';
import type { TraceStep } from '../../../shared/chat/trace-step.ts';

/** Maximum number of chunks in the trace. */
const MOST_HITS = 40;

/** Answers like the API, with the trace; with other settings, if they are to be tried. Ends with `settled` or one `error`. */
export async function* ask(
  call: AppCall,
  { settings, ...input }: Ask,
): AsyncGenerator<PlaygroundEvent, void, undefined> {
  try {
    yield* answer(settings ? await trySettings(call, settings) : call, input);
  } catch (error) {
    const { code, message, status } = publicError(error);
    if (status >= 500 && !call.signal.aborted)
      call.log.error({ err: error, request_id: call.requestId }, code);
    yield { event: 'error', data: { code, message, request_id: call.requestId } };
  }
}

async function* answer(
  call: AppCall,
  input: Omit<Ask, 'settings'>,
): AsyncGenerator<PlaygroundEvent, void, undefined> {
  const began = performance.now();
  const at = () => Math.round(performance.now() - began);
  const steps: { step: TraceStep; at: number }[] = [];
  let noticed = Promise.withResolvers<undefined>();
  const trace = (step: TraceStep) => {
    steps.push({ step, at: at() });
    noticed.resolve(undefined);
  };
  const events = sendMessage({ ...call, trace }, { ...input, stream: true });
  let messageId: string | undefined;
  let spoke = false;
  try {
    let next = events.next();
    next.catch(() => {});
    for (;;) {
      // Sends a step at once: the first token may take long.
      const arrived = await Promise.race([next, noticed.promise]);
      noticed = Promise.withResolvers();
      for (const { step, at } of steps.splice(0)) yield await toTrace(call, step, at);
      if (!arrived) continue;
      if (arrived.done) break;
      const event = arrived.value;
      if (event.event === 'message' && !spoke) {
        spoke = true;
        yield { event: 'first_token', at: at() };
      }
      if (event.event !== 'retracted') yield event;
      if (event.event === 'end') messageId = event.data.message_id;
      next = events.next();
      next.catch(() => {});
    }
    if (messageId) yield { event: 'settled', at: at(), data: { calls: await readCalls(call, messageId) } };
  } finally {
    await events.return();
  }
}

async function toTrace(call: AppCall, step: TraceStep, at: number): Promise<Trace> {
  if (step.step === 'prompted') {
    const { model, temperature, messages } = step;
    const shown = messages.map((turn) => ({
      role: turn.role,
      content:
        'tool_calls' in turn ? JSON.stringify(turn.tool_calls.map((one) => one.function)) : turn.content,
    }));
    return { event: 'prompted', at, data: { model, temperature: temperature ?? null, messages: shown } };
  }
  if (step.step === 'tool_called') {
    const { name, input, result, ms } = step;
    return { event: 'tool_called', at, data: { name, input, result, ms } };
  }
  const { question, retrieval, used } = step;
  return {
    event: 'retrieved',
    at,
    data: {
      question,
      relevant: retrieval.relevant,
      words: retrieval.words.map(({ word, idf, terms }) => ({
        word,
        idf,
        chunks: terms.reduce((sum, { chunks }) => sum + chunks, 0),
      })),
      hits: await readHits(
        call,
        retrieval.candidates,
        used.map(({ chunkId }) => chunkId),
      ),
    },
  };
}

type Candidates = (TraceStep & { step: 'retrieved' })['retrieval']['candidates'];

/** The candidates in fused order, with their texts and their ranks by words and vectors. */
async function readHits({ db, app }: AppCall, candidates: Candidates, used: string[]): Promise<Hit[]> {
  const ranks = (of: (candidate: Candidates[number]) => number) =>
    new Map(
      candidates
        .toSorted((a, b) => of(b) - of(a))
        .flatMap((candidate, index) => (of(candidate) > 0 ? [[candidate.id, index + 1]] : [])),
    );
  const lexical = ranks(({ lexical }) => lexical);
  const vector = ranks(({ cosine }) => cosine + 2);
  const shown = candidates.slice(0, MOST_HITS);
  const { rows } = await sql<
    Pick<
      Hit,
      | 'chunk_id'
      | 'document_id'
      | 'document_name'
      | 'title'
      | 'source_url'
      | 'page'
      | 'ocr'
      | 'curated'
      | 'headings'
      | 'start'
      | 'end'
      | 'text'
    >
  >`
    select c.chunk_id, c.document_id, d.name as document_name, d.title, d.source_url, c.page, c.ocr, d.media_type = ${CURATED_ANSWER} as curated, c.headings, c.span_start as "start",
      c.span_end as "end", c.text
    from chunks c join documents d on d.app_id = c.app_id and d.document_id = c.document_id
    where c.app_id = ${app.appId} and c.chunk_id = any(${shown.map(({ id }) => id)}::text[])`.execute(db);
  const byId = new Map(rows.map((row) => [row.chunk_id, row]));
  return shown.flatMap(({ id, lexical: bm25, cosine, coverage, nearness, score }) => {
    const row = byId.get(id);
    if (!row) return [];
    const index = used.indexOf(id);
    return {
      ...row,
      bm25,
      cosine,
      coverage,
      nearness,
      score,
      lexical_rank: lexical.get(id) ?? null,
      vector_rank: vector.get(id)!,
      source: index < 0 ? null : index + 1,
    };
  });
}
