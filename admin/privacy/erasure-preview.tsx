import { Loader, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ErasurePreview as Preview } from '../../shared/contract/erasures.panel.ts';
import type { RequestErasure } from '../../shared/contract/erasures.ts';
import { api, messageOf } from '../api.client.ts';
import { count } from '../components/quantities.ts';

/** Stores by the names that people know them by; others are parts of these. */
const names: Record<string, [one: string, many: string]> = {
  sessions: ['conversation', 'conversations'],
  messages: ['message', 'messages'],
  citations: ['quote in an answer', 'quotes in answers'],
  feedback: ['rating', 'ratings'],
  handovers: ['request for a person', 'requests for a person'],
  evaluation_questions: ['test question', 'test questions'],
  curated_answers: ['curated answer', 'curated answers'],
  documents: ['document', 'documents'],
  document_versions: ['new version', 'new versions'],
  chunks: ['chunk', 'chunks'],
  blobs: ['file', 'files'],
  exports: ['export of the app', 'exports of the app'],
};

const said = (counts: Record<string, number>): string =>
  Object.entries(names)
    .flatMap(([store, [one, many]]) => {
      const number = counts[store] ?? 0;
      return number > 0 ? [`${count(number)} ${number === 1 ? one : many}`] : [];
    })
    .join(', ');

/** What an erasure would remove, counted when it is shown. */
export function ErasurePreview({ appId, subject }: { appId: string; subject: RequestErasure }) {
  const [preview, setPreview] = useState<Preview>();
  const [problem, setProblem] = useState<string>();
  const key = JSON.stringify(subject);
  useEffect(() => {
    let wanted = true;
    setPreview(undefined);
    setProblem(undefined);
    api.receipts.preview.query({ app_id: appId, ...(JSON.parse(key) as RequestErasure) }).then(
      (found) => wanted && setPreview(found),
      (error: unknown) => wanted && setProblem(messageOf(error)),
    );
    return () => {
      wanted = false;
    };
  }, [appId, key]);
  if (problem) return <Text size="sm">{problem}</Text>;
  if (!preview) return <Loader size="xs" type="dots" aria-label="Counting" />;
  const removed = said(preview.removed);
  const emptied = preview.emptied['messages'] ?? 0;
  return (
    <Text size="sm" role="status">
      {removed ? `This removes ${removed}.` : 'There is nothing to remove. The receipt will say so.'}
      {emptied > 0 &&
        ` ${count(emptied)} ${emptied === 1 ? 'answer that quotes' : 'answers that quote'} it stay${emptied === 1 ? 's' : ''} without text.`}
    </Text>
  );
}
