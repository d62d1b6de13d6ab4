import { Anchor, Badge, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { Empty } from '../components/empty.tsx';
import { Figure } from '../components/figure.tsx';
import { count } from '../components/quantities.ts';
import type { App } from '../types.ts';

export const meta: MetaFunction = () => [{ title: 'Apps · Docent' }];

export const loader = signedIn(({ context }) => context.api.apps.list({}));

export default function Apps() {
  const { apps } = useLoaderData<typeof loader>();
  return (
    <Stack gap="lg" maw={1080}>
      <div>
        <Title order={1} size="h2">
          Apps
        </Title>
        <Text c="dimmed" mt={4}>
          Each app has documents, keys and conversations of its own.
        </Text>
      </div>
      {apps.length === 0 && (
        <Card withBorder>
          <Empty title="No apps yet">The first start of the server makes one named Demo.</Empty>
        </Card>
      )}
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        {apps.map((app) => (
          <AppCard key={app.app_id} app={app} />
        ))}
      </SimpleGrid>
      <Text size="sm" c="dimmed" maw={680}>
        This first version of the panel shows an app’s documents, usage and keys. Not here yet, and left to
        later versions: Overview, Playground, Conversations, Widget, Usage charts, Evaluation, Privacy,
        Settings, workspaces and plans, invoices, jobs, audit and team. The API already answers for documents,
        search, chat, sessions and usage.
      </Text>
    </Stack>
  );
}

function AppCard({ app }: { app: App }) {
  return (
    <Card withBorder padding="lg" component="article">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
          <Anchor component={Link} to={`/apps/${app.app_id}`} inherit>
            {app.name}
          </Anchor>
        </Title>
        <Badge variant="default" tt="none" style={{ flexShrink: 0 }}>
          {app.workspace}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed" mt={6} style={{ overflowWrap: 'anywhere' }}>
        Answers with {app.chat_model}, embeds with {app.embedding_model}
      </Text>
      <Group gap="xl" mt="md">
        <Figure name="Documents" value={count(app.document_count)} />
        <Figure name="Sessions" value={count(app.session_count)} />
      </Group>
    </Card>
  );
}
