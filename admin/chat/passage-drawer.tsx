import { Anchor, Drawer, Loader, Stack, Text } from '@mantine/core';
import { Link } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { api, messageOf } from '../api.client.ts';
import type { Citation } from '../../shared/contract/chat.ts';

type Passage = Awaited<ReturnType<typeof api.library.passage.query>>;
type Props = { appId: string; citation: Citation | null; close: () => void };

/** Positions refer to the text that was cited. */
const REPLACED = 'The document has a new version since then, with a different text here.';

/** The quote of a citation with the text around it. */
export function PassageDrawer({ appId, citation, close }: Props) {
  return (
    <Drawer
      opened={citation !== null}
      onClose={close}
      position="right"
      size="lg"
      title={citation ? `Source ${citation.index}` : ''}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {citation && (
        <Quoted key={`${citation.document_id} ${citation.start}`} appId={appId} citation={citation} />
      )}
    </Drawer>
  );
}

function Quoted({ appId, citation }: { appId: string; citation: Citation }) {
  const [passage, setPassage] = useState<Passage>();
  const [problem, setProblem] = useState<string>();
  const { document_id, start, end, document_name, title, source_url, quote } = citation;
  useEffect(() => {
    api.library.passage.query({ app_id: appId, document_id, start, end }).then(
      (found) => (found.passage === quote ? setPassage(found) : setProblem(REPLACED)),
      (error: unknown) => setProblem(messageOf(error)),
    );
  }, [appId, document_id, start, end, quote]);
  const location = passage
    ? [...passage.headings, ...(passage.page === null ? [] : [`page ${passage.page}`])]
    : [];
  return (
    <Stack gap="sm">
      <div>
        <Anchor
          component={Link}
          to={`/apps/${appId}/documents/${document_id}${problem ? '' : `?at=${start}`}`}
          fw={600}
          style={{ overflowWrap: 'anywhere' }}
        >
          {passage?.document_name ?? title ?? document_name}
        </Anchor>
        {source_url && (
          <Anchor
            href={source_url}
            target="_blank"
            rel="noreferrer"
            size="xs"
            display="block"
            dir="auto"
            truncate
          >
            {source_url}
          </Anchor>
        )}
        {location.length > 0 && (
          <Text size="xs" c="dimmed">
            {location.join(' › ')}
          </Text>
        )}
        {citation.curated && (
          <Text size="xs" c="dimmed">
            A curated answer, written for such questions.
          </Text>
        )}
        {citation.ocr && (
          <Text size="xs" className="warning">
            Recognised by OCR: compare it with the original.
          </Text>
        )}
      </div>
      {problem && (
        <>
          <Text size="sm" c="dimmed" role="alert">
            {problem} This is what was quoted:
          </Text>
          <div className="extract">
            <mark>{quote}</mark>
          </div>
        </>
      )}
      {passage && (
        <div className="extract">
          {passage.before}
          <mark>{passage.passage}</mark>
          {passage.after}
        </div>
      )}
      {!passage && !problem && <Loader size="sm" aria-label="Reading the passage" />}
    </Stack>
  );
}
