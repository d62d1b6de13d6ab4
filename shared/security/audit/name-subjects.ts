import { roles, type Role } from '../../contract/roles.panel.ts';
import type { Subjects } from './entry.ts';

// A TypeID or a UUID (jobs): only ids of our own get into the log.
const OURS = /^(?:[a-z]{2,8}_[0-9a-hjkmnp-tv-z]{26}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Identifies a person: what is erased must not live on here. */
const PERSONAL = new Set(['end_user_id']);

/**
 * The ids in the input or output of an action: fields named `…_id` and `…_ids`, and a role.
 * @param deep levels of objects to look into: none in what a caller wrote
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
