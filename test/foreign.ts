// What tests that try another app's ids have in common: where ids go in, and what an answer may not hold.
import { expect } from 'vitest';
import { z } from 'zod';
import { CANARY, type Owned, type Tenant } from './tenant.ts';

/** Not of an app: the app itself, and the place in a stream of events. */
const NO_ID = new Set(['app_id', 'last_event_id', 'external_id']);

/** Levels of objects in a path. Filters nest: what holds at the second level is the same code at the third. */
const DEEPEST = 3;

/** The fields of an input that take ids, as paths: `filter.document_ids`; in a list of objects `filter.or[].name`. */
export function idFields(schema: z.ZodType): { path: string; list: boolean }[] {
  type Part = {
    type?: string;
    properties?: Record<string, Part>;
    anyOf?: Part[];
    oneOf?: Part[];
    allOf?: Part[];
    items?: Part;
    $ref?: string;
    $defs?: Record<string, Part>;
  };
  const found = new Map<string, boolean>();
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Part;
  const walk = (given: Part, path: string) => {
    // A named schema is among the definitions.
    const part = given.$ref ? root.$defs![given.$ref.replace('#/$defs/', '')]! : given;
    for (const other of [...(part.anyOf ?? []), ...(part.oneOf ?? []), ...(part.allOf ?? [])])
      walk(other, path);
    for (const [name, inner] of Object.entries(part.properties ?? {})) {
      const place = path ? `${path}.${name}` : name;
      if (/(^|_)ids?$/.test(name) && !NO_ID.has(name)) found.set(place, inner.type === 'array');
      else if (place.split('.').length < DEEPEST) walk(inner, place);
    }
    if (part.items && path.split('.').length < DEEPEST) walk(part.items, `${path}[]`);
  };
  walk(root, '');
  return [...found].map(([path, list]) => ({ path, list }));
}

/** The response, without what is new each time and without the ids that were sent. */
export const plain = (text: string, sent: Owned) =>
  Object.values(sent)
    .reduce((rest, id) => rest.replaceAll(id, '…'), text)
    .replaceAll(/"(\w+_id|session_secret)":"[\w-]+"/g, '"$1":"…"')
    .replaceAll(/"(salt|hash|requested_by)":"[\w-]+"/g, '"$1":"…"')
    .replaceAll(/"removed":\{[^}]*\}/g, '"removed":{}')
    .replaceAll(/chatcmpl-\w+/g, 'chatcmpl-…')
    .replaceAll(/\b(resp|msg)_\w+/g, '$1_…')
    .replaceAll(/"(at|ms|created|created_at)":\d+/g, '"$1":0')
    .replaceAll(/\b(mark|begins|ends) [0-9a-f]{12}\b/g, '$1 …')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then');

export function expectNothingOf({ ids, appId }: Tenant, responseText: string, about: string) {
  const { end_user_id: _ours_to_use, ...own } = ids;
  for (const secret of [CANARY, appId, ...Object.values(own)])
    expect(responseText.includes(secret), `${about} reveals ${secret}: ${responseText}`).toBe(false);
}
