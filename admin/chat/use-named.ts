import { useCallback, useEffect, useRef, useState } from 'react';
import type { NamedDocuments } from '../../shared/contract/library.panel.ts';
import { api } from '../api.client.ts';
import type { Document } from '../types.ts';
import type { Chosen } from './chosen.ts';

/** Milliseconds between two looks at documents that are being read. */
const PAUSE = 2_000;

type Status = Document['status'];
/** What is searched is ready. A tag that no document has is empty; one whose documents are all being read is waiting. */
export type ChosenItem = {
  value: string;
  label: string;
  state: 'ready' | 'waiting' | 'failed' | 'gone' | 'empty' | 'unknown';
};

const stateOf = (status: Status) => (status === 'ready' || status === 'failed' ? status : 'waiting');

function stateOfTag({ count, ready, waiting }: NamedDocuments['tags'][number]): ChosenItem['state'] {
  if (ready > 0) return 'ready';
  if (waiting > 0) return 'waiting';
  return count > 0 ? 'failed' : 'empty';
}

/** Values of options: a tag may look like an id. */
export const documentValue = (id: string): string => `document:${id}`;
export const tagValue = (tag: string): string => `tag:${tag}`;

export const toChosen = (values: string[]): Chosen => ({
  documents: values.flatMap((value) => (value.startsWith('document:') ? [value.slice(9)] : [])),
  tags: values.flatMap((value) => (value.startsWith('tag:') ? [value.slice(4)] : [])),
});

/**
 * Names and states of the chosen documents, from the loader and then from the server: when the choice changes, after an
 * answer, and while one of them is being read.
 */
export function useNamed(appId: string, loaded: NamedDocuments, chosen: Chosen[], isRunning: boolean) {
  const [named, setNamed] = useState({ ...loaded, of: chosen });
  /** Names stay known of what is gone. */
  const names = useRef(new Map<string, string>());
  const note = (documents: { document_id: string; name: string }[]) => {
    for (const { document_id, name } of documents) names.current.set(document_id, name);
  };
  note(named.documents);
  const key = JSON.stringify(chosen);
  const refresh = useCallback(async () => {
    const of = JSON.parse(key) as Chosen[];
    const [document_ids, tags] = [of.flatMap(({ documents }) => documents), of.flatMap((one) => one.tags)];
    if (document_ids.length + tags.length === 0) return;
    // What was known stays on the page while the server cannot be reached.
    const found = await api.library.named.query({ app_id: appId, document_ids, tags }).catch(() => undefined);
    if (found) setNamed({ ...found, of });
  }, [appId, key]);
  const isFresh = JSON.stringify(named.of) === key;
  const isMoving =
    named.documents.some(({ status }) => stateOf(status) === 'waiting') ||
    named.tags.some(({ waiting }) => waiting > 0);
  useEffect(() => {
    if (!isFresh) void refresh();
  }, [isFresh, refresh]);
  useEffect(() => {
    // Not for the choice as it was loaded: an answer has ended.
    if (!isRunning) return undefined;
    return () => void refresh();
  }, [isRunning, refresh]);
  useEffect(() => {
    if (!isMoving) return undefined;
    const timer = setInterval(() => void refresh(), PAUSE);
    return () => clearInterval(timer);
  }, [isMoving, refresh]);
  const describe = ({ documents, tags }: Chosen): ChosenItem[] => [
    ...documents.map((id): ChosenItem => {
      const document = named.documents.find(({ document_id }) => document_id === id);
      const wasAsked = named.of.some((one) => one.documents.includes(id));
      return {
        value: documentValue(id),
        label: document?.name ?? names.current.get(id) ?? 'A document that does not exist',
        state: document ? stateOf(document.status) : wasAsked ? 'gone' : 'unknown',
      };
    }),
    ...tags.map((tag): ChosenItem => {
      const counted = named.tags.find((one) => one.tag === tag);
      return {
        value: tagValue(tag),
        label: `Tag: ${tag}`,
        state: counted ? stateOfTag(counted) : 'unknown',
      };
    }),
  ];
  return { describe, note };
}
