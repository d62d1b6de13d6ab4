// When it is over: is all that was acknowledged there, once, and nothing else? Read through the API, from the database and
// from the folder with the files.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import type pg from 'pg';
import { connectPostgres } from '../../db/connect.ts';
import { aggregateLedger } from '../../shared/billing/ledger/aggregate.ts';
import { ALWAYS, UNFINISHED } from '../invariants.ts';
import { exactly, until, type Finding } from '../stress/setting.ts';
import { compareDiary, none, type Diary, type Seen } from './diary.ts';

export type Scene = {
  url: string;
  key: string;
  database: pg.Client;
  databaseUrl: string;
  /** The folder with the files. */
  disk: string;
  /** Of a command on this installation. */
  environment: Record<string, string>;
  /** Who has asked the model. */
  asked: string[];
  diary: Diary;
  tell: (line: string) => void;
};

/** A process counts as dead after half a minute; jobs wait for minutes between attempts. */
const SETTLED_WITHIN_MS = 600_000;

export async function check(scene: Scene): Promise<Finding[]> {
  const { database } = scene;
  const one = async (sql: string) => Number((await database.query(sql)).rows[0].n);
  await until(SETTLED_WITHIN_MS, async () => {
    for (const [, sql] of UNFINISHED) if ((await one(sql)) > 0) return false;
    return true;
  });
  await closeDays(scene);
  const findings: Finding[] = [];
  for (const [what, sql] of [...UNFINISHED, ...ALWAYS]) findings.push(exactly(what, await one(sql), 0));
  const seen = await look(scene);
  return [
    ...findings,
    ...compareDiary(scene.diary, seen, scene.tell),
    ...(await lookAtFiles(scene)),
    await verifyAudit(scene.environment),
  ];
}

/** So that the database's today was over: from its last time zone to its first is more than a day. */
const FIRST_ZONE = 'Pacific/Kiritimati';
export const LAST_ZONE = 'Pacific/Pago_Pago';

/** Ends the days of the ledger and adds them up. */
async function closeDays({ database, databaseUrl }: Scene): Promise<void> {
  await database.query('update workspaces set time_zone = $1', [FIRST_ZONE]);
  const { db, close } = connectPostgres(databaseUrl, 2);
  await aggregateLedger(db, new AbortController().signal);
  await close();
}

async function look({ url, key, database, diary, asked }: Scene): Promise<Seen> {
  const get = (path: string) => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  const seen: Seen = {
    documents: new Map(),
    sessions: new Map(),
    callsOfMessage: new Map(),
    callsOfPerson: new Map(),
    names: [],
    ids: new Set(),
    sessionIds: new Set(),
    people: new Set(),
    asked,
  };
  for (const id of diary.documents.keys()) {
    const response = await get(`/documents/${id}/content`);
    const text = await response.text();
    seen.documents.set(id, response.status === 200 ? text : response.status);
  }
  for (const { sessionId } of diary.answers.values()) {
    const response = await get(`/sessions/${sessionId}`);
    const body = await response.json();
    seen.sessions.set(sessionId, response.status === 200 ? body.session.messages : response.status);
  }
  for (const { name, id } of (await database.query('select name, document_id as id from documents')).rows) {
    seen.names.push(name);
    seen.ids.add(id);
  }
  for (const { id, user } of (
    await database.query('select session_id as id, end_user_id as user from sessions')
  ).rows) {
    seen.sessionIds.add(id);
    seen.people.add(user);
  }
  const calls = await database.query(
    `select messages.message_id as message, end_user_id as user, count(usage_id)::integer as n
     from messages join sessions using (app_id, session_id)
       left join ledger on ledger.app_id = messages.app_id and ledger.message_id = messages.message_id
         and kind = 'chat' and ledger.status = 'settled'
     where role = 'assistant' group by 1, 2`,
  );
  for (const { message, user, n } of calls.rows) {
    seen.callsOfMessage.set(message, n);
    seen.callsOfPerson.set(user, (seen.callsOfPerson.get(user) ?? 0) + n);
  }
  return seen;
}

async function lookAtFiles({ disk, database, tell }: Scene): Promise<Finding[]> {
  const files = readdirSync(disk, { recursive: true, withFileTypes: true }).map(({ name }) => name);
  const ids = async (sql: string) =>
    (await database.query(sql)).rows.flatMap(({ id }) => (id ? [id as string] : []));
  return compareFiles(
    files.filter((name) => name.startsWith('blob_')),
    await ids('select unnest(array[original_blob, text_blob]) as id from documents'),
    await ids('select blob_id as id from blobs'),
    tell,
  );
}

export function compareFiles(
  files: string[],
  used: string[],
  recorded: string[],
  tell: (line: string) => void,
): Finding[] {
  return [
    none(`files missing, of ${used.length} in use`, without(used, files), tell),
    none(`files without a record, of ${files.length}`, without(files, recorded), tell),
  ];
}

const without = (names: string[], others: string[]): string[] => {
  const there = new Set(others);
  return names.filter((name) => !there.has(name));
};

/** @param environment of a command on the installation */
export async function verifyAudit(environment: Record<string, string>): Promise<Finding> {
  const script = new URL('../../commands/verify-audit.ts', import.meta.url).pathname;
  const found = await promisify(execFile)(process.execPath, [script], {
    env: { ...process.env, ...environment },
  }).then(
    ({ stdout }) => (stdout.includes('is intact') ? 'whole' : stdout),
    (error: { stderr: string }) => error.stderr.trim(),
  );
  return { what: 'the audit log', found, wanted: 'whole', good: found === 'whole' };
}
