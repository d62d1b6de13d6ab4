import { Anchor, Button, Card, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { redirect } from '@remix-run/node';
import { Link, useLoaderData, useParams } from '@remix-run/react';
import { useState } from 'react';
import type { Citation } from '../../shared/contract/chat.ts';
import { signedIn } from '../api.server.ts';
import { contract } from '../../shared/contract/index.ts';
import { Answered, Said } from './answered.tsx';
import { fittingMessages } from './fitting-messages.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { Figure } from '../components/figure.tsx';
import { DownloadIcon, EraseIcon } from '../components/icons.tsx';
import { formAction, onSubmit } from '../form-action.server.ts';
import { useMay } from '../may.ts';
import { EraseDialog } from '../privacy/erase-dialog.tsx';
import { Typed } from '../privacy/typed.ts';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { PassageDrawer } from './passage-drawer.tsx';
import { count, money } from '../components/quantities.ts';

export const loader = signedIn(async ({ context: { api }, params, request }) => {
  const before = new URL(request.url).searchParams.get('before') ?? undefined;
  const inApp = { app_id: params['appId']! };
  const session_id = params['sessionId']!;
  const [page, { keys }, { reviews }] = await Promise.all([
    api.sessions.get({ ...inApp, session_id, before }),
    api.keys.list(inApp),
    api.conversations.reviews({ ...inApp, session_id }),
  ]);
  const { session, older } = fittingMessages(page);
  const key = keys.find(({ key_id }) => key_id === session.key_id);
  return {
    session,
    older,
    isLatest: before === undefined,
    by: session.key_id ? (key?.name ?? 'a deleted key') : 'playground',
    hasKey: key !== undefined,
    reviews: Object.fromEntries(reviews.map(({ message_id, state }) => [message_id, state])),
  };
});

export const action = formAction({
  review: onSubmit(contract.unanswered.reviewUnanswered.input, (input, { api, ids }) =>
    api.unanswered.review({ app_id: ids['app_id']!, ...input }),
  ),
  erase: onSubmit(Typed, async (_typed, { api, ids }) => {
    await api.erasures.request({ app_id: ids['app_id']!, session_id: ids['session_id']! });
    throw redirect(`/apps/${ids['app_id']}/privacy#erasures`);
  }),
});

export default function ConversationPage() {
  const { session, older, isLatest, by, hasKey, reviews } = useLoaderData<typeof loader>();
  const { appId } = useParams();
  const mayErase = useMay('admin');
  const [citation, setCitation] = useState<Citation | null>(null);
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        back={{ to: `/apps/${appId}/conversations`, label: 'Conversations' }}
        title="Conversation"
        about={session.session_id}
        action={
          <Group gap="xs">
            {session.key_id === null && (
              <Button
                component={Link}
                to={`/apps/${appId}/playground?session=${session.session_id}`}
                variant="default"
                size="sm"
              >
                Continue in the playground
              </Button>
            )}
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
            {mayErase && (
              <EraseDialog
                appId={appId!}
                what="conversation"
                subject={{ session_id: session.session_id }}
                name={session.session_id}
                target={(open) => (
                  <Button variant="default" size="sm" leftSection={<EraseIcon size={16} />} onClick={open}>
                    Erase…
                  </Button>
                )}
              />
            )}
          </Group>
        }
      />
      <Card withBorder>
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }}>
          <Fact name="End user">{session.end_user_id ?? 'unknown'}</Fact>
          <Fact name="Asked with">
            {hasKey ? (
              <Anchor
                component={Link}
                to={`/apps/${appId}/keys#${session.key_id}`}
                inherit
                underline="always"
              >
                {by}
              </Anchor>
            ) : (
              by
            )}
          </Fact>
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
              <Answered
                appId={appId!}
                message={message}
                review={reviews[message.message_id]}
                open={setCitation}
              />
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

export function ErrorBoundary() {
  return <ErrorPage />;
}
