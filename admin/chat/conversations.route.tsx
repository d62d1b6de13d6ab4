import {
  Anchor,
  Badge,
  Button,
  Card,
  Collapse,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { Form, Link, useLoaderData, useNavigation, useParams, useSearchParams } from '@remix-run/react';
import { useState } from 'react';
import { signedIn } from '../api.server.ts';
import { CellTable, type Column } from '../components/cells.tsx';
import { Empty } from '../components/empty.tsx';
import { DownloadIcon, SearchIcon, ThumbDownIcon, ThumbUpIcon } from '../components/icons.tsx';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { plainText } from './plain-text.ts';
import { count, money } from '../components/quantities.ts';
import type { Conversation, Conversations, Key } from '../types.ts';

const outcomes = { no_context: 'nothing found', failed: 'failed', aborted: 'aborted' } as const;
const day = (text: string | null) => (text && /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined);
const filters = ['end_user_id', 'key_id', 'outcome', 'feedback', 'from', 'to'];

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
      outcome: outcome && outcome in outcomes ? (outcome as keyof typeof outcomes) : undefined,
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
  const filtered = filters.some((name) => search.get(name)) || Boolean(search.get('words'));
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
      <Filters key={search.toString()} keys={data.keys} />
      <Card withBorder padding={0}>
        {conversations.length > 0 ? (
          <List conversations={conversations} />
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

/** The search field, and the filters behind it. */
function Filters({ keys }: { keys: Key[] }) {
  const [search] = useSearchParams();
  const [opened, setOpened] = useState(filters.some((name) => search.get(name)));
  const busy = useNavigation().state === 'loading';
  const given = (name: string) => search.get(name) ?? '';
  return (
    <Form role="search">
      <Stack gap="sm">
        <Group gap="xs" align="flex-end">
          <TextInput
            name="words"
            aria-label="Words"
            placeholder="Search messages, or a session id"
            leftSection={<SearchIcon size={16} />}
            defaultValue={given('words')}
            maxLength={200}
            style={{ flex: '1 1 240px' }}
          />
          <Button type="submit" variant="default" loading={busy}>
            Search
          </Button>
          <Button variant="subtle" onClick={() => setOpened(!opened)} aria-expanded={opened}>
            Filters
          </Button>
        </Group>
        <Collapse expanded={opened}>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 6 }} spacing="sm">
            <TextInput
              name="end_user_id"
              label="End user"
              placeholder="exact id"
              defaultValue={given('end_user_id')}
            />
            <NativeSelect
              name="key_id"
              label="Key"
              defaultValue={given('key_id')}
              data={[
                { value: '', label: 'any' },
                { value: 'panel', label: 'playground' },
                ...keys.map(({ key_id, name }) => ({ value: key_id, label: name })),
              ]}
            />
            <NativeSelect
              name="outcome"
              label="Answer"
              defaultValue={given('outcome')}
              data={[
                { value: '', label: 'any' },
                ...Object.entries(outcomes).map(([value, label]) => ({ value, label })),
              ]}
            />
            <NativeSelect
              name="feedback"
              label="Feedback"
              defaultValue={given('feedback')}
              data={[
                { value: '', label: 'any' },
                { value: 'up', label: 'good' },
                { value: 'down', label: 'bad' },
              ]}
            />
            <TextInput type="date" name="from" label="From" defaultValue={given('from')} />
            <TextInput type="date" name="to" label="To" defaultValue={given('to')} />
          </SimpleGrid>
        </Collapse>
      </Stack>
    </Form>
  );
}

const columns: Column[] = [
  { name: 'Question and last answer', maxWidth: 460 },
  { name: 'By', maxWidth: 200 },
  { name: 'Messages', right: true },
  { name: 'Tokens', right: true },
  { name: 'Cost', right: true },
  { name: 'Last used', right: true },
];

const List = ({ conversations }: { conversations: Conversation[] }) => (
  <CellTable
    columns={columns}
    rows={conversations.map((row) => ({
      key: row.session_id,
      cells: [
        <>
          <Anchor component={Link} to={row.session_id} size="sm" fw={500} lineClamp={1}>
            {row.question || 'No question'}
          </Anchor>
          <Text size="xs" c="dimmed" lineClamp={1}>
            {plainText(row.answer)}
          </Text>
          <Marks row={row} />
        </>,
        <div className="by">
          <Text size="sm" truncate title={row.end_user_id ?? undefined}>
            {row.end_user_id ?? row.key_name ?? 'Playground'}
          </Text>
          {row.end_user_id && (
            <Text size="xs" c="dimmed" truncate>
              {row.key_name ?? 'Playground'}
            </Text>
          )}
        </div>,
        count(row.messages),
        count(row.total_tokens),
        money(row.cost),
        <Moment at={row.last_at} />,
      ],
    }))}
  />
);

/** Badges for what deserves attention in a conversation. */
function Marks({ row: { outcomes: seen, up, down } }: { row: Conversation }) {
  if (seen.length === 0 && up + down === 0) return null;
  return (
    <Group gap={6} mt={4}>
      {up > 0 && (
        <Badge variant="default" size="sm" leftSection={<ThumbUpIcon size={12} />} tt="none">
          good{up > 1 && ` ${up}`}
        </Badge>
      )}
      {down > 0 && (
        <Badge variant="default" size="sm" leftSection={<ThumbDownIcon size={12} />} tt="none">
          bad{down > 1 && ` ${down}`}
        </Badge>
      )}
      {seen.map((outcome) => (
        <Badge key={outcome} variant="default" size="sm" tt="none">
          {outcomes[outcome as keyof typeof outcomes] ?? outcome}
        </Badge>
      ))}
    </Group>
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
