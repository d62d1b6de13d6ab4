// From a question to the text of its answer: what is searched for, what is found, and what the model says about it.
import type { Filter } from '../contract/filter.ts';
import { BUILTIN_CHAT } from '../models/open-models.ts';
import type { ModelFinish } from '../models/model.ts';
import { retrieve } from '../retrieval/retrieve.ts';
import type { Asked, AnswerLedger, Material, Written } from './asked.ts';
import { fitPassages, promptBudget } from './build-prompt.ts';
import { answerFromCollection } from './collection/answer-from-collection.ts';
import { countPassages } from './collection/count-passages.ts';
import { documentsInReach, TABLE_TYPES } from './collection/documents-in-reach.ts';
import { isAboutWhole } from './collection/is-about-whole.ts';
import { listDocuments } from './collection/list-documents.ts';
import { lookedAt } from './collection/looked-at.ts';
import { findDirect } from './curated-answer.ts';
import type { AnswerCall, Draft } from './draft.ts';
import { embedQuestion } from './embed-question.ts';
import { keptPassages } from './kept-passages.ts';
import { linkGuard } from './link-guard.ts';
import { nearestOf } from './nearest-of.ts';
import { readMeant } from './collection/read-meant.ts';
import { refusalFor } from './refusal.ts';
import { sayQuoted } from './say-quoted.ts';
import { speak } from './speak.ts';
import { standaloneQuestion } from './standalone-question.ts';
import { MOST_RERANKED, rerankPassages } from './rerank-passages.ts';
import { readTalk } from './talk/read-talk.ts';
import { mayBeTalk, writeTalk } from './talk/write-talk.ts';

const MOST_PASSAGES = 6;

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
  if (direct) return yield* sayQuoted(call, draft, direct);
  const collected =
    draft.model === BUILTIN_CHAT && (await answerFromCollection(call, asked.message, asked.filters));
  if (collected) return yield* sayQuoted(call, draft, collected);
  if (material.passages.length > 0 || material.hasTools) {
    const finish = yield* speak(call, draft, asked, ledger, material);
    if (finish !== 'no_context') return finish;
    // Its call is over: what follows is another one.
    await ledger.nextCall(draft.model);
    if (material.unread) {
      draft.relevance = undefined;
      draft.found = keptPassages([], material.unread.passages);
      return yield* speak(call, draft, asked, ledger, { ...material, ...material.unread, hasTools: false });
    }
  }
  if (!talk && mayBeTalk(call, draft, asked)) {
    const reply = await writeTalk(call, draft, asked, undefined);
    if (reply !== undefined) {
      draft.relevance = undefined;
      return yield* sayWhole(call, draft, reply, 'stop');
    }
  }
  draft.nearest = material.nearest;
  return yield* sayWhole(call, draft, refusalFor(call.app, asked.message), 'no_context');
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
  const language = isAboutWhole(message, call.app.languages);
  const meant = draft.model === BUILTIN_CHAT ? undefined : await readMeant(call, message, filters);
  const hasTools = call.models.takesTools(draft.model) && (await mayRead(call, message, language, filters));
  // Half of the prompt is for what the tools return.
  const share = hasTools ? budget / 2 : budget;
  const nearestOnes = relevant ? fitPassages(call.app, retrieval.passages, message, share) : [];
  // A model that calls tools reads a longer one by them.
  const isRead = meant !== undefined && (!hasTools || meant.fits(share));
  const passages = isRead ? meant.within(share) : nearestOnes;
  call.trace?.({ step: 'retrieved', question: sought, retrieval, used: passages });
  draft.found = keptPassages(retrieval.candidates, passages);
  draft.relevance = isRead ? undefined : retrieval.relevance;
  const nearest = passages.length > 0 ? [] : nearestOf(retrieval, question);
  const note = isRead
    ? meant.noteOf(passages)
    : language && passages.length > 0
      ? lookedAt(call.app, language, {
          passages: passages.length,
          all: await countPassages(call, call.app.appId, filters),
        })
      : undefined;
  const beginning = isRead ? undefined : meant?.within(budget);
  const unread = beginning && { passages: beginning, note: meant!.noteOf(beginning) };
  return { question, context, passages, nearest, hasTools, note, unread };
}

/** A model reads more for a question about the whole, and for a number if there are tables. */
async function mayRead(
  call: AnswerCall,
  message: string,
  whole: string | undefined,
  filters: Filter[],
): Promise<boolean> {
  if (!whole && !isAboutWhole(message, call.app.languages, 'count')) return false;
  const { count } = await documentsInReach(call, filters, {
    limit: 1,
    ...(!whole && { types: TABLE_TYPES }),
  });
  return count > 0;
}
