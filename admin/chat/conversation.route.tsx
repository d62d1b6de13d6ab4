import { Badge, Button, Card, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { Link, useLoaderData, useParams } from '@remix-run/react';
import { useState } from 'react';
import type { Citation } from '../../shared/contract/chat.ts';
import { signedIn } from '../api.server.ts';
import { Answer } from './answer.tsx';
import { ExtractBadge } from './extract-badge.tsx';
import { fittingMessages } from './fitting-messages.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { Figure } from '../components/figure.tsx';
import { DownloadIcon, ThumbDownIcon, ThumbUpIcon } from '../components/icons.tsx';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { PassageDrawer } from './passage-drawer.tsx';
import { count, money } from '../components/quantities.ts';
import type { Message } from '../types.ts';

export const loader = signedIn(async ({ context: { api }, params, request }) => {
  const before = new URL(request.url).searchParams.get('before') ?? undefined;
  const inApp = { app_id: params['appId']! };
  const [page, { keys }] = await Promise.all([
    api.sessions.get({ ...inApp, session_id: params['sessionId']!, before }),
    api.keys.list(inApp),
  ]);
  const { session, older } = fittingMessages(page);
  const key = keys.find(({ key_id }) => key_id === session.key_id);
  return {
    session,
    older,
    isLatest: before === undefined,
    by: session.key_id ? (key?.name ?? 'a deleted key') : 'playground',
  };
});

export default function ConversationPage() {
  const { session, older, isLatest, by } = useLoaderData<typeof loader>();
  const { appId } = useParams();
  const [citation, setCitation] = useState<Citation | null>(null);
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        back={{ to: `/apps/${appId}/conversations`, label: 'Conversations' }}
        title="Conversation"
        about={session.session_id}
        action={
          <Button
            component="a"
            href={`/admin/apps/${appId}/conversations/${session.session_id}/export`}
            download
            variant="default"
            size="sm"
            leftSection={<DownloadIcon size={16} />}
          >
            Export as JSON
          </Button>
        }
      />
      <Card withBorder>
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }}>
          <Fact name="End user">{session.end_user_id ?? 'unknown'}</Fact>
          <Fact name="Asked with">{by}</Fact>
          <Fact name="Last used">
            <Moment at={session.last_at} />
          </Fact>
          <Figure name="Tokens" value={count(session.total_tokens)} />
          <Figure
            name="Cost"
            value={money(session.cost)}
            note={
              session.cost !== null && session.unpriced_answers > 0
                ? 'partly without a known price'
                : undefined
            }
          />
        </SimpleGrid>
      </Card>
      {(older !== null || !isLatest) && (
        <Group component="nav" justify="space-between" aria-label="Pages">
          <Text size="sm" c="dimmed">
            {session.messages.length} of {count(session.message_count)} messages
          </Text>
          <Group gap="xs">
            {older !== null && (
              <Button component={Link} to={`?before=${older}`} variant="default" size="xs">
                Earlier messages
              </Button>
            )}
            {!isLatest && (
              <Button component={Link} to="?" variant="default" size="xs">
                Latest messages
              </Button>
            )}
          </Group>
        </Group>
      )}
      <Stack component="ol" gap="md" className="turns" aria-label="Transcript">
        {session.messages.map((message) => (
          <li key={message.message_id}>
            {message.role === 'user' ? (
              <Said message={message} />
            ) : (
              <Answered message={message} open={setCitation} />
            )}
          </li>
        ))}
      </Stack>
      <PassageDrawer appId={appId!} citation={citation} close={() => setCitation(null)} />
    </Stack>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="xs" c="dimmed" fw={500}>
        {name}
      </Text>
      <Text size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  );
}

// The parts of a turn are plain elements: a page shows a hundred of them, and a styled component costs ten times as much.
function Said({ message }: { message: Message }) {
  return (
    <div className="question">
      <p className="note">
        Question · <Moment at={message.created_at} />
      </p>
      <div className="said">{message.content}</div>
    </div>
  );
}

const reasons: Record<string, string> = {
  no_context: 'nothing found',
  erased: 'erased, because it quoted an erased document',
};

const breaks: Record<string, string> = {
  client_gone: 'the reader left',
  stopped: 'stopped on request',
  server_stopping: 'the server was stopping',
};

function Answered({ message, open }: { message: Message; open: (citation: Citation) => void }) {
  const { usage, feedback, status, error_code, finish_reason, citations } = message;
  const facts = [
    message.model,
    message.time_to_first_token_ms !== null &&
      `first token after ${count(message.time_to_first_token_ms)} ms`,
    usage && `${count(usage.input_tokens)} + ${count(usage.output_tokens)} tokens`,
    usage && (usage.cost === null ? 'no known price' : money(usage.cost)),
  ].filter(Boolean);
  return (
    <Card withBorder>
      <div className="turn-head">
        <p className="note">
          Answer · <Moment at={message.created_at} />
        </p>
        {message.extract && <ExtractBadge />}
        {status !== 'complete' && (
          <Badge
            variant="light"
            color={status === 'failed' ? 'red' : 'gray'}
            tt="none"
            size="sm"
            className="state"
          >
            {status === 'aborted' ? 'aborted' : status}
            {error_code && ` · ${breaks[error_code] ?? error_code}`}
          </Badge>
        )}
        {finish_reason && finish_reason !== 'stop' && (
          <Badge variant="default" tt="none" size="sm">
            {reasons[finish_reason] ?? finish_reason}
          </Badge>
        )}
      </div>
      <Answer text={message.content} citations={citations} open={open} />
      {citations.length > 0 && (
        <ul className="sources" aria-label="Sources">
          {citations.map((citation) => (
            <li key={citation.index}>
              <button type="button" onClick={() => open(citation)}>
                <b>[{citation.index}]</b> {citation.document_name}
                {citation.page !== null && `, page ${citation.page}`}
              </button>
            </li>
          ))}
        </ul>
      )}
      {feedback && (
        <Group gap={8} mt="sm" wrap="nowrap" align="flex-start">
          {feedback.rating === 'up' ? <ThumbUpIcon size={16} /> : <ThumbDownIcon size={16} />}
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            Rated {feedback.rating === 'up' ? 'good' : 'bad'}
            {feedback.comment && `: “${feedback.comment}”`}
          </Text>
        </Group>
      )}
      {facts.length > 0 && <p className="note call-facts">{facts.join(' · ')}</p>}
      {status === 'complete' && (
        <Link to={`../evaluations/save/${message.message_id}`} className="plain small">
          Save as test
        </Link>
      )}
    </Card>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
