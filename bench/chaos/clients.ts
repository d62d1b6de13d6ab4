// The clients of the chaos test: they chat, upload, replace and erase, and keep a diary.
import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../corpus.ts';
import { ask } from '../stress/model.ts';
import type { Diary } from './diary.ts';

type Reply = { status: number; body: any };
type Client = { url: string; key: string; diary: Diary; random: () => number; number: number };

const CHATS = 4;
const WRITERS = 3;
const PATIENCE_MS = 60_000;
const ROUND_MS = 150;
/** After what went wrong. */
const PAUSE_MS = 500;
/** What a client may see while things break. Each says that another attempt may succeed. */
const CLEAR =
  /^(database_unavailable|server_stopping|storage_full|storage_unavailable|model_failed|model_unavailable|model_timeout|idempotency_key_in_use)$/;

/** Runs clients until the signal. */
export async function runClients(
  of: { url: string; key: string; diary: Diary; seed: number },
  signal: AbortSignal,
): Promise<void> {
  const run = async (work: (client: Client, n: number) => Promise<void>, number: number) => {
    const client = { ...of, number, random: seeded(of.seed * 1_000 + number) };
    for (let n = 0; !signal.aborted; n++) {
      await work(client, n);
      await sleep(client.random() * ROUND_MS);
    }
  };
  await Promise.all([
    ...Array.from({ length: CHATS }, (_, place) => run(chat, place)),
    ...Array.from({ length: WRITERS }, (_, place) => run(write, 100 + place)),
  ]);
}

async function chat(client: Client, n: number): Promise<void> {
  const { diary, random } = client;
  const user = `person-${client.number}-${n}`;
  diary.people.add(user);
  const answer = await speak(client, user);
  if (!answer) await sleep(PAUSE_MS);
  // One in eight is erased, by session or by person.
  if (random() > 0.125 || !answer) return;
  const bySession = random() < 0.5;
  const reply = await (bySession
    ? send(client, 'session erased', 'DELETE', `/sessions/${answer.sessionId}`)
    : send(client, 'person erased', 'POST', '/erasures', { end_user_id: user }));
  if (reply && reply.status < 300) {
    diary.answers.delete(user);
    diary.forgotten.add(user);
    if (bySession) diary.erased.sessions.push(answer.sessionId);
    else diary.erased.people.push(user);
  } else Object.assign(answer, { unsure: true });
}

/** @returns an answer that ended well */
async function speak(client: Client, user: string) {
  const { url, key, diary } = client;
  const json = { message: ask(user), stream: true, end_user_id: user };
  const whole = await request(url, key, 'POST', '/chat', json).catch(() => undefined);
  if (!whole || whole.status !== 200) return note(diary, 'chat', whole && replyOf(whole));
  const frames = whole.text.split('\n\n').filter((frame) => frame.includes('event: '));
  const events = frames.map((frame) => ({
    event: /^event: (.*)$/m.exec(frame)![1]!,
    data: JSON.parse(/^data: (.*)$/m.exec(frame)![1]!),
  }));
  const last = events.at(-1);
  if (last?.event === 'error') return note(diary, 'chat', { status: 200, body: { error: last.data } });
  // The process that wrote it was killed.
  if (last?.event !== 'end') return note(diary, 'chat', undefined);
  count(diary, 'chat end');
  const text = events.flatMap(({ event, data }) => (event === 'message' ? [data.content] : [])).join('');
  const { session_id: sessionId, message_id: messageId } = last.data;
  const answer = { user, sessionId, messageId, text };
  diary.answers.set(user, answer);
  return answer;
}

async function write(client: Client, n: number): Promise<void> {
  const { diary, random } = client;
  const own = [...diary.documents.values()].filter(
    ({ name, unsure }) => name.startsWith(`${client.number}-`) && !unsure,
  );
  const target = own[Math.floor(random() * own.length)];
  const dice = random();
  if (dice < 0.5 || !target) return upload(client, n);
  const { id } = target;
  if (dice < 0.75) {
    const text = textOf(client, n);
    const reply = await send(client, 'replace', 'PUT', `/documents/${id}`, { text });
    if (reply?.status === 202) target.texts = [text, ...target.unclear];
    else {
      target.texts.push(text);
      target.unclear.push(text);
    }
    return;
  }
  const reply = await (dice < 0.85
    ? send(client, 'document erased', 'POST', '/erasures', { document_id: id })
    : send(client, 'document erased', 'DELETE', `/documents/${id}`));
  if (!reply || reply.status >= 300) target.unsure = true;
  else {
    diary.documents.delete(id);
    diary.erased.documents.push(id);
  }
}

/** Sent again with its key until there is a reply that says what became of it. */
async function upload(client: Client, n: number): Promise<void> {
  const name = `${client.number}-${n}.txt`;
  const text = textOf(client, n);
  const until = performance.now() + PATIENCE_MS;
  do {
    const reply = await send(client, 'upload', 'POST', '/documents', { name, text }, name);
    if (reply?.status === 202) {
      const id = reply.body.documents[0].document_id as string;
      client.diary.documents.set(id, { id, name, texts: [text], unclear: [] });
      return;
    }
    await sleep(PAUSE_MS);
  } while (performance.now() < until);
}

/** Most are small, some are read by themselves, some fill the disk. */
function textOf(client: Client, n: number): string {
  const lines = [5, 5, 5, 400, 2_000][Math.floor(client.random() * 5)]!;
  return Array.from(
    { length: lines },
    (_, line) => `Ward ${client.number}-${n} keeps key ${line} in cupboard ${line * 7}.`,
  ).join('\n');
}

/** @returns undefined: there was no reply */
async function send(
  { url, key, diary }: Client,
  what: string,
  method: string,
  path: string,
  json?: object,
  idempotencyKey?: string,
): Promise<Reply | undefined> {
  const answered = await request(url, key, method, path, json, idempotencyKey).catch(() => undefined);
  const reply = answered && replyOf(answered);
  note(diary, what, reply);
  return reply;
}

async function request(
  url: string,
  key: string,
  method: string,
  path: string,
  json?: object,
  idempotencyKey?: string,
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(json && { 'content-type': 'application/json' }),
      ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
    },
    ...(json && { body: JSON.stringify(json) }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { status: response.status, text: await response.text() };
}

function replyOf({ status, text }: { status: number; text: string }): Reply {
  try {
    return { status, body: JSON.parse(text) };
  } catch {
    return { status, body: { error: { code: `no JSON: ${text.slice(0, 60)}`, request_id: '' } } };
  }
}

/** Counts it, and writes down what is not clear. */
function note(diary: Diary, what: string, reply: Reply | undefined): undefined {
  const error = reply?.body?.error;
  count(diary, `${what} ${reply ? (error?.code ?? reply.status) : 'without a reply'}`);
  if (error && !CLEAR.test(error.code)) diary.wrong.push(`${what}: ${error.code} ${error.request_id}`);
}

const count = ({ counts }: Diary, what: string) => void (counts[what] = (counts[what] ?? 0) + 1);
