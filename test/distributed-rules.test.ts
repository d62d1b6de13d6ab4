import { expect, test } from 'vitest';
import { faultsOf, namesApp, type Places } from './distributed-rules.ts';

const places: Places = new Map([
  ['apps', 'spread'],
  ['sessions', 'spread'],
  ['messages', 'spread'],
  ['workspaces', 'copied'],
  ['mails', 'local'],
  ['pgboss.', 'local'],
]);

const MOVING = 'now() beside a column, or within coalesce or case: use moment';
const CONFLICT = 'on conflict with now() or a subquery: use excluded';
const SELECTED = 'insert … select that does not take app_id from a spread table in its from';
const ALIAS = 'insert … select … returning without an alias';
const VALUES = 'insert with a subquery among its values';
const COLUMNS = 'a CTE without columns';
const MIXED = 'joins what is spread with a table of the coordinator';

test.each([
  ['update sessions set last_at = coalesce(last_at, now()) where app_id = $1', MOVING],
  ['update sessions set last_at = case when preview is null then now() end where app_id = $1', MOVING],
  [`update sessions set last_at = now() + total_tokens * interval '1 hour' where app_id = $1`, MOVING],
  [
    'insert into sessions (app_id, session_id) values ($1, $2) on conflict (app_id) do update set last_at = now()',
    CONFLICT,
  ],
  [
    'insert into sessions (app_id) values ($1) on conflict (app_id) do update set key_id = $2 where not exists (select from apps)',
    CONFLICT,
  ],
  ['insert into sessions (app_id, session_id) select $1, id from unnest($2::text[]) as id', SELECTED],
  ['with own as (select app_id from apps) insert into sessions (app_id) select app_id from own', SELECTED],
  ['insert into sessions (session_id, app_id) select $1, $2 from apps', SELECTED],
  [
    'insert into sessions (app_id, session_id) select app_id, $1 from apps where app_id = $2 returning session_id',
    ALIAS,
  ],
  ['insert into sessions (app_id, session_id) values ($1, (select max(session_id) from sessions))', VALUES],
  ['with held as (select from messages where app_id = $1 for key share) select count(*) from held', COLUMNS],
  [
    'select (select input_per_million from price_of($1, now())) from sessions where app_id = $2',
    'a price asked for with rows of an app: use priceTokens',
  ],
  ['select 1 from sessions join mails on mails.about_app_id = sessions.app_id', MIXED],
  [
    `select app_id from sessions where not exists (select from pgboss.job where data->>'id' = sessions.session_id)`,
    MIXED,
  ],
  [
    'update sessions owner set key_id = null where exists (select from mails where mails.mail_id = owner.session_id)',
    MIXED,
  ],
  [
    'select id from unnest($1::text[]) as id where not exists (select from sessions where session_id = id)',
    'a subquery beside a function in the from: read the rows, then compare',
  ],
  ['select exists (select from apps) as used', 'a subquery without columns'],
])('Citus refuses: %s', async (statement, fault) => {
  expect(await faultsOf(statement, places)).toEqual([fault]);
});

test.each([
  'update sessions set last_at = now() where app_id = $1',
  'update sessions set last_at = coalesce(last_at, (select now())) where app_id = $1',
  `update sessions set last_at = now() + $2::integer * interval '1 hour' where app_id = $1`,
  'insert into sessions (app_id, session_id) values ($1, $2) on conflict (app_id) do update set last_at = excluded.last_at',
  'insert into sessions (app_id, session_id) select owner.app_id, id from apps owner cross join unnest($2::text[]) as id where owner.app_id = $1',
  'insert into sessions as begun (app_id, session_id) select app_id, $1 from apps where app_id = $2 returning session_id',
  'with held as (select 1 from messages where app_id = $1 for key share) select count(*) from held',
  'select 1 from sessions join workspaces on true where app_id = $1',
  // What does not depend on the rows outside is read before.
  'select 1 from sessions where app_id = any(array(select about_app_id from mails))',
  'with known as materialized (select app_id from apps) select 1 from mails left join known on known.app_id = mails.about_app_id',
  'insert into mails (mail_id) select id from unnest($1::text[]) as id',
  'select n from generate_series(1, 9) n where not exists (select from sessions where app_id = $1 and session_id = n::text)',
  'select exists (select 1 from apps) as used',
])('Citus takes: %s', async (statement) => {
  expect(await faultsOf(statement, places)).toEqual([]);
});

test.each([
  ['select 1 from sessions where app_id = $1', true],
  ['select 1 from sessions join apps using (app_id) where $1 = apps.app_id', true],
  ['select 1 from sessions where app_id = any($1::text[])', true],
  ['select 1 from sessions where app_id in ($1, $2)', true],
  ['insert into sessions (app_id, session_id) values ($1, $2)', true],
  ['select 1 from mails where mail_id = $1', true],
  ['select 1 from sessions where session_id = $1', false],
  ['select 1 from sessions join apps on apps.app_id = sessions.app_id', false],
  ['update sessions set last_at = now()', false],
])('%s: names its app: %s', async (statement, named) => {
  expect(await namesApp(statement, places)).toBe(named);
});
