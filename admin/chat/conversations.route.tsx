import { Anchor, Button, Card, Group, Stack, Text } from '@mantine/core';
import { Link, useLoaderData, useParams, useSearchParams } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { Empty } from '../components/empty.tsx';
import { DownloadIcon } from '../components/icons.tsx';
import { PageHead } from '../components/page-head.tsx';
import { count } from '../components/quantities.ts';
import type { Conversations } from '../types.ts';
import { ConversationFilters, conversationFilters } from './conversation-filters.tsx';
import { ConversationList } from './conversation-list.tsx';
import { outcomeNames } from './outcome-names.ts';

const day = (text: string | null) => (text && /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined);

export const loader = signedIn(async ({ request, context: { api }, params }) => {
  const inApp = { app_id: params['appId']! };
  const search = new URL(request.url).searchParams;
  const given = (name: string) => search.get(name)?.trim().slice(0, 200) || undefined;
  const outcome = given('outcome');
  const feedback = given('feedback');
  const [list, { keys }] = await Promise.all([
    api.conversations.list({
      ...inApp,
      cursor: given('cursor'),
      words: given('words'),
      end_user_id: given('end_user_id'),
      key_id: given('key_id'),
      outcome: outcome && outcome in outcomeNames ? (outcome as keyof typeof outcomeNames) : undefined,
      feedback: feedback === 'up' || feedback === 'down' ? feedback : undefined,
      from: day(search.get('from')),
      to: day(search.get('to')),
    }),
    api.keys.list(inApp),
  ]);
  return { ...list, keys };
});

export default function AppConversations() {
  const data = useLoaderData<typeof loader>();
  const { conversations } = data;
  const [search] = useSearchParams();
  const filtered = conversationFilters.some((name) => search.get(name)) || Boolean(search.get('words'));
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        title="Conversations"
        about="Questions and answers, most recent first."
        action={
          <Group gap="xs">
            <ExportMenu />
            <Button component={Link} to="handovers" variant="default" size="sm">
              Requests for a person
            </Button>
            <Button component={Link} to="unanswered" variant="default" size="sm">
              Unanswered questions
            </Button>
          </Group>
        }
      />
      <ConversationFilters key={search.toString()} keys={data.keys} />
      <Card withBorder padding={0}>
        {conversations.length > 0 ? (
          <ConversationList conversations={conversations} />
        ) : filtered || search.has('cursor') ? (
          <Empty title={data.next ? 'No matches so far' : 'No matching conversations'}>
            {data.next ? (
              'Continue with older ones below.'
            ) : (
              <Anchor component={Link} to="?" inherit underline="always">
                Show all conversations
              </Anchor>
            )}
          </Empty>
        ) : (
          <Empty title="No conversations yet">
            Ask something in the{' '}
            <Anchor component={Link} to="../playground" inherit underline="always">
              playground
            </Anchor>
            , or with a{' '}
            <Anchor component={Link} to="../keys" inherit underline="always">
              key
            </Anchor>{' '}
            at POST /api/v1/chat.
          </Empty>
        )}
        <Onwards {...data} />
      </Card>
    </Stack>
  );
}

function Onwards({ next, looked_through }: Pick<Conversations, 'next' | 'looked_through'>) {
  const [search] = useSearchParams();
  if (!next && !looked_through && !search.has('cursor')) return null;
  const older = new URLSearchParams(search);
  if (next) older.set('cursor', next);
  const newest = new URLSearchParams(search);
  newest.delete('cursor');
  return (
    <Group component="nav" justify="space-between" p="sm" gap="sm" aria-label="Pages">
      <Text size="sm" c="dimmed" maw={640}>
        {looked_through &&
          `Searched ${count(looked_through.sessions)} conversations. Messages are encrypted at rest, so they are searched in batches, newest first.`}
      </Text>
      <Group gap="xs">
        {search.has('cursor') && (
          <Button component={Link} to={`?${newest}`} variant="default" size="xs">
            Newest
          </Button>
        )}
        {next && (
          <Button component={Link} to={`?${older}`} variant="default" size="xs">
            {looked_through ? 'Search older' : 'Older'}
          </Button>
        )}
      </Group>
    </Group>
  );
}

/** The filters of the page that the export knows, by their names there. */
const exported = {
  outcome: 'outcome',
  feedback: 'rating',
  from: 'from',
  to: 'to',
  end_user_id: 'end_user_id',
};

/** Questions, answers and feedback as files, by the filters of the page but for the key and the words. */
function ExportMenu() {
  const { appId } = useParams();
  const [search] = useSearchParams();
  const given = Object.entries(exported).flatMap(([name, as]) => {
    const value = search.get(name)?.trim();
    return value ? [[as, value]] : [];
  });
  return ['csv', 'jsonl'].map((format) => (
    <Button
      key={format}
      component="a"
      href={`/admin/files/${appId}/conversations/file?${new URLSearchParams([['format', format], ...given])}`}
      download
      variant="default"
      size="sm"
      leftSection={<DownloadIcon />}
    >
      {format === 'csv' ? 'CSV' : 'JSON Lines'}
    </Button>
  ));
}
