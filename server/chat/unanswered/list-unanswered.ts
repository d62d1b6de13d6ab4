import type { ListUnanswered, UnansweredGroup } from '../../../shared/contract/unanswered.ts';
import type { AppCall } from '../../call.ts';
import { groupByLikeness } from './group-by-likeness.ts';
import { readUnanswered, type Unanswered } from './read-unanswered.ts';

const DAY_MS = 86_400_000;
const MOST_QUESTIONS = 20;
const MOST_IDS = 500;
/** Of a question's text in a list. */
const LONGEST = 500;

/** A page of the questions without a good answer, in groups of like ones, the largest first. */
export async function listUnanswered(call: AppCall, { page, per_page, days, state }: ListUnanswered) {
  const now = Date.now();
  const { questions, complete } = await readUnanswered(call, new Date(now - days * DAY_MS));
  const middle = new Date(now - (days * DAY_MS) / 2);
  const groups = groupByLikeness(questions)
    .map((group) => toGroup(group, middle))
    .filter((group) => state === undefined || group.state === state)
    .sort((a, b) => b.count - a.count || b.last_at.localeCompare(a.last_at));
  const from = (page - 1) * per_page;
  return {
    groups: groups.slice(from, from + per_page),
    total: groups.length,
    complete,
    meta: { current_page: page, per_page, has_more: from + per_page < groups.length },
  };
}

/** @param group newest first */
function toGroup(group: Unanswered[], middle: Date): UnansweredGroup {
  const reasons: UnansweredGroup['reasons'] = {};
  for (const reason of group.flatMap((one) => one.reasons)) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    question: excerpt(group[0]!.question),
    state: stateOf(group),
    count: group.length,
    recent: group.filter(({ askedAt }) => askedAt >= middle).length,
    reasons,
    first_at: group.at(-1)!.askedAt.toISOString(),
    last_at: group[0]!.askedAt.toISOString(),
    questions: group.slice(0, MOST_QUESTIONS).map((one) => ({
      message_id: one.messageId,
      session_id: one.sessionId,
      question: excerpt(one.question),
      reasons: one.reasons,
      comment: one.comment,
      asked_at: one.askedAt.toISOString(),
    })),
    message_ids: group.slice(0, MOST_IDS).map(({ messageId }) => messageId),
  };
}

/** What was ignored once stays ignored. What was fixed is new again if it was asked after the newest review. */
function stateOf(group: Unanswered[]): UnansweredGroup['state'] {
  if (group.some(({ review }) => review?.state === 'ignored')) return 'ignored';
  const fixed = Math.max(...group.map(({ review }) => review?.at.getTime() ?? 0));
  return group.every(({ review, askedAt }) => review || askedAt.getTime() <= fixed) ? 'fixed' : 'new';
}

const excerpt = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).toWellFormed()}…`;
