import { sql, type RawBuilder } from 'kysely';
import type { Conditions, FilterPart } from '../contract/filter.ts';

type Test = RawBuilder<boolean>;
type Value = string | number | boolean;
type Condition = Value | Conditions;

const all = (tests: Test[]): Test =>
  tests.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(tests, sql` and `)})`;

/** Whether a row of `documents` matches all of the filters. Every part is true or false, never null. */
export const matchesFilters = (filters: FilterPart[]): Test => all(filters.map(matches));

function matches({ and = [], or, not, document_ids, metadata = {}, created_at, ...texts }: FilterPart): Test {
  const tests = and.map(matches);
  if (or) tests.push(sql<boolean>`(${sql.join(or.map(matches), sql` or `)})`);
  if (not) tests.push(sql<boolean>`(not ${matches(not)})`);
  if (document_ids) tests.push(sql<boolean>`document_id = any(${document_ids}::text[])`);
  for (const [key, condition] of Object.entries(metadata)) tests.push(...onMetadata(key, condition));
  for (const [column, condition] of Object.entries(texts))
    if (condition !== undefined) tests.push(...onText(sql.ref(column), condition));
  for (const operator of RANGES) {
    const moment = created_at?.[operator];
    // A date alone is its beginning in UTC, whatever the time zone of the connection.
    if (moment !== undefined)
      tests.push(
        sql<boolean>`(created_at ${SIGNS[operator]} ${new Date(moment).toISOString()}::timestamptz)`,
      );
  }
  return all(tests);
}

const RANGES = ['gt', 'gte', 'lt', 'lte'] as const;
const SIGNS = { gt: sql`>`, gte: sql`>=`, lt: sql`<`, lte: sql`<=` };

const toConditions = (condition: Condition): Conditions =>
  typeof condition === 'object' ? condition : { eq: condition };
const toList = (value: Value | Value[]): Value[] => (Array.isArray(value) ? value : [value]);

/** The comparisons of one field: `among` is true if its value is one of the list, `compare` if it is in the range. */
function tests(
  condition: Condition,
  among: (values: Value[]) => Test,
  compare: (sign: RawBuilder<unknown>, value: Value) => Test,
  exists: Test,
): Test[] {
  const { eq, in: list, not, exists: wanted, ...ranges } = toConditions(condition);
  const found: Test[] = [];
  if (eq !== undefined) found.push(among([eq]));
  if (list) found.push(among(list));
  if (not !== undefined) found.push(sql<boolean>`(not ${among(toList(not))})`);
  if (wanted !== undefined) found.push(wanted ? exists : sql<boolean>`(not ${exists})`);
  for (const operator of RANGES) {
    const value = ranges[operator];
    if (value !== undefined) found.push(compare(SIGNS[operator], value));
  }
  return found;
}

const onText = (column: RawBuilder<unknown>, condition: Condition): Test[] =>
  tests(
    condition,
    (values) => sql<boolean>`coalesce(${column} = any(${values}::text[]), false)`,
    (sign, value) => sql<boolean>`coalesce(${column} ${sign} ${value}::text, false)`,
    sql<boolean>`(${column} is not null)`,
  );

/** A list matches if one of its values does: `@>` finds a single value in a list. */
function onMetadata(key: string, condition: Condition): Test[] {
  const field = sql`(metadata -> ${key}::text)`;
  return tests(
    condition,
    (values) =>
      sql<boolean>`coalesce(${field} @> any(${values.map((value) => JSON.stringify(value))}::jsonb[]), false)`,
    (sign, value) => sql<boolean>`coalesce(jsonb_typeof(${field}) = ${typeof value}::text
      and ${field} ${sign} ${JSON.stringify(value)}::jsonb, false)`,
    sql<boolean>`coalesce(jsonb_typeof(${field}) <> 'null', false)`,
  );
}
