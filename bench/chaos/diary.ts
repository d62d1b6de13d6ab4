// What the server has acknowledged to the clients of the chaos test, held against what is there in the end.
import { exactly, type Finding } from '../stress/setting.ts';

type Document = {
  id: string;
  name: string;
  /** What its content may be: one text, or more where a reply was lost. */
  texts: string[];
  /** Without a clear reply: the database may still carry them out, when it goes on. */
  unclear: string[];
  /** Erased or not: the reply was lost. */
  unsure?: boolean;
};
type Answer = { user: string; sessionId: string; messageId: string; text: string; unsure?: boolean };

export type Diary = {
  documents: Map<string, Document>;
  /** By the person who asked. */
  answers: Map<string, Answer>;
  /** Everybody who asked. */
  people: Set<string>;
  /** Ids of documents and sessions, and people, whose erasure was acknowledged. */
  erased: { documents: string[]; sessions: string[]; people: string[] };
  /** Those who asked in these sessions. */
  forgotten: Set<string>;
  /** How often something ended in this way: 'upload 202', 'chat end'. */
  counts: Record<string, number>;
  /** What a client should never see. */
  wrong: string[];
};

export const newDiary = (): Diary => ({
  documents: new Map(),
  answers: new Map(),
  people: new Set(),
  erased: { documents: [], sessions: [], people: [] },
  forgotten: new Set(),
  counts: {},
  wrong: [],
});

/** What is there in the end, as the API and the database say. */
export type Seen = {
  /** By id: a status other than 200, or the text. */
  documents: Map<string, number | string>;
  /** By id: a status other than 200, or the messages. */
  sessions: Map<string, number | { status: string; content: string }[]>;
  /** Settled calls of the model for an answer, by message and by person. */
  callsOfMessage: Map<string, number>;
  callsOfPerson: Map<string, number>;
  /** Of all documents, the erased ones too. */
  names: string[];
  ids: Set<string>;
  /** Sessions and the people of sessions. */
  sessionIds: Set<string>;
  people: Set<string>;
  /** Who has asked the model. */
  asked: string[];
};

/** @param tell hears which ones, if there are any */
export function none(what: string, wrong: string[], tell: (line: string) => void): Finding {
  if (wrong.length > 0) tell(`${what}: ${wrong.slice(0, 10).join(', ')}`);
  return exactly(what, wrong.length, 0);
}

export function compareDiary(diary: Diary, seen: Seen, tell: (line: string) => void): Finding[] {
  const findings: Finding[] = [];
  const wrong = (what: string, which: string[]) => findings.push(none(what, which, tell));
  const documents = [...diary.documents.values()].filter(
    ({ id, unsure }) => !(unsure && seen.documents.get(id) === 404),
  );
  const textOf = (id: string) => seen.documents.get(id);
  wrong(
    `documents lost, of ${documents.length} acknowledged`,
    documents.filter(({ id }) => typeof textOf(id) !== 'string').map(({ id }) => `${id} ${textOf(id)}`),
  );
  wrong(
    'documents with another content than the newest',
    documents.flatMap(({ id, texts }) =>
      typeof textOf(id) === 'string' && !texts.includes(textOf(id) as string) ? [id] : [],
    ),
  );
  wrong(
    'documents twice',
    seen.names.filter((name, place) => seen.names.indexOf(name) !== place),
  );
  const { erased, forgotten } = diary;
  wrong(
    `documents back, of ${erased.documents.length} erased`,
    erased.documents.filter((id) => seen.ids.has(id)),
  );
  wrong(
    `sessions back, of ${erased.sessions.length} erased`,
    erased.sessions.filter((id) => seen.sessionIds.has(id)),
  );
  wrong(
    `people back, of ${erased.people.length} erased`,
    erased.people.filter((user) => seen.people.has(user)),
  );
  const answers = [...diary.answers.values()].filter(
    ({ sessionId, unsure }) => !(unsure && seen.sessions.get(sessionId) === 404),
  );
  const messagesOf = (id: string) => {
    const found = seen.sessions.get(id);
    return Array.isArray(found) && found.length === 2 && found[1]!.status === 'complete' ? found : undefined;
  };
  wrong(
    `answers lost or doubled, of ${answers.length} that ended`,
    answers.flatMap(({ sessionId }) => (messagesOf(sessionId) ? [] : [sessionId])),
  );
  wrong(
    'answers with another text than was sent',
    answers.flatMap(({ sessionId, text }) =>
      messagesOf(sessionId) && messagesOf(sessionId)![1]!.content !== text ? [sessionId] : [],
    ),
  );
  wrong(
    'answers that are not in the ledger once',
    answers.flatMap(({ messageId }) => (seen.callsOfMessage.get(messageId) === 1 ? [] : [messageId])),
  );
  // What reached the model was written down before, unless it was erased since.
  const known = seen.asked.filter(
    (user) => diary.people.has(user) && !forgotten.has(user) && !diary.answers.get(user)?.unsure,
  );
  wrong(
    `questions to the model that are not in the ledger once, of ${known.length}`,
    known.filter((user) => seen.callsOfPerson.get(user) !== 1),
  );
  wrong('what no client should see', diary.wrong);
  return findings;
}
