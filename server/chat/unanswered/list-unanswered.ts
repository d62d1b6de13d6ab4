import { readUnanswered } from '../../../shared/chat/unanswered/read-unanswered.ts';
import { toGroups } from '../../../shared/chat/unanswered/to-groups.ts';
import type { ListUnanswered } from '../../../shared/contract/unanswered.ts';
import { filtersOf } from '../../access/keys/filters-of.ts';
import { keyIdOf, type AppCall } from '../../call.ts';

const DAY_MS = 86_400_000;

/**
 * A page of the questions without a good answer, in groups of like ones, the largest first. To a key with a filter only
 * those of its own sessions.
 */
export async function listUnanswered(call: AppCall, { page, per_page, days, state }: ListUnanswered) {
  const now = Date.now();
  const ofKey = filtersOf(call).length > 0 ? { keyId: keyIdOf(call.actor) } : undefined;
  const { questions, complete } = await readUnanswered(call, new Date(now - days * DAY_MS), ofKey);
  const groups = toGroups(questions, new Date(now - (days * DAY_MS) / 2)).filter(
    (group) => state === undefined || group.state === state,
  );
  const from = (page - 1) * per_page;
  return {
    groups: groups.slice(from, from + per_page),
    total: groups.length,
    complete,
    meta: { current_page: page, per_page, has_more: from + per_page < groups.length },
  };
}
