import type { UnansweredGroup } from '../../contract/unanswered.ts';
import { groupByLikeness } from './group-by-likeness.ts';
import type { Unanswered } from './read-unanswered.ts';

const MOST_QUESTIONS = 20;
const MOST_IDS = 500;
/** Of a question's text in a list. */
const LONGEST = 500;

/**
 * Questions in groups of like ones, the largest first.
 * @param questions newest first
 * @param middle `recent` counts the questions from then on
 */
export const toGroups = (questions: Unanswered[], middle: Date): UnansweredGroup[] =>
  groupByLikeness(questions)
    .map((group) => toGroup(group, middle))
    .sort((a, b) => b.count - a.count || b.last_at.localeCompare(a.last_at));

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
