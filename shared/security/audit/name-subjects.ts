import { roles, type Role } from '../../contract/roles.panel.ts';
import type { Subjects } from './entry.ts';

// A TypeID, a UUID (jobs): what we have made ourselves, so that nothing else gets in.
const OURS = /^(?:[a-z]{2,8}_[0-9a-hjkmnp-tv-z]{26}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Names a person: what is erased of them must not live on here. */
const PERSONAL = new Set(['end_user_id']);

/**
 * The ids in what an action was given or gave back: fields named `…_id` and `…_ids`, and a role.
 * @param deep levels of objects to look into: none in what a caller has written
 */
export function nameSubjects(value: unknown, deep = 0): Subjects {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return {};
  const subjects: Subjects = {};
  for (const [name, member] of Object.entries(value)) {
    if (PERSONAL.has(name)) continue;
    if (name.endsWith('_id') && isOurs(member)) subjects[name] = member;
    else if (name.endsWith('_ids') && Array.isArray(member))
      subjects[name] = member.filter(isOurs).slice(0, MOST_IDS);
    else if (name === 'role' && roles.includes(member as Role)) subjects[name] = member as Role;
    else if (deep > 0) Object.assign(subjects, nameSubjects(member, deep - 1));
  }
  return subjects;
}

const MOST_IDS = 100;
const isOurs = (value: unknown): value is string => typeof value === 'string' && OURS.test(value);
