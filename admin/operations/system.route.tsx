import { Card, SimpleGrid, Stack, Text } from '@mantine/core';
import { data, type MetaFunction } from '@remix-run/node';
import { problemOf, signedIn, textOf } from '../api.server.ts';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { DatabaseFacts } from './database-facts.tsx';
import { EncryptionKeys } from '../security/encryption.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { ModelEndpoints } from './model-endpoints.tsx';
import { Processes } from './processes.tsx';
import { StorageFacts } from './storage-facts.tsx';
import { keepLast, useLive } from '../components/use-live.ts';

export const meta: MetaFunction = () => [{ title: 'System · Docent' }];

export const loader = signedIn(async ({ context: { api } }, { role }) => ({
  system: await api.system.get({}),
  encryption: await api.encryption.get({}),
  mayRotate: role === 'owner',
  mayChange: role === 'owner' || role === 'admin',
  now: new Date().toISOString(),
}));

export const clientLoader = keepLast<typeof loader>();

export const action = signedIn(async ({ request, context: { api } }) => {
  const form = await request.formData();
  const done = { test: undefined, problem: undefined };
  try {
    switch (form.get('intent')) {
      case 'rotate-master':
        await api.encryption.rotateMaster({});
        return done;
      case 'rotate-app':
        await api.encryption.rotateApp({ app_id: textOf(form, 'app_id') });
        return done;
    }
    const kind = form.get('kind') as 'chat' | 'embedding';
    return {
      test: await api.system.testModel({ kind, model: textOf(form, 'model') }),
      problem: undefined,
    };
  } catch (error) {
    const problem = problemOf(error);
    return data({ problem, test: undefined }, { status: problem.status });
  }
});

export default function System() {
  const { system, encryption, mayChange, mayRotate, now, lost } = useLive<typeof loader>(({ encryption }) =>
    encryption.apps.some(({ rotation }) => rotation),
  );
  return (
    <Stack gap="xl" maw={1180}>
      <div>
        <PageHead title="System" about="Models, processes, database and storage. Updates automatically." />
        <ConnectionLost lost={lost} />
      </div>
      <ModelEndpoints models={system.models} mayChange={mayChange} />
      <Processes processes={system.processes} now={now} />
      <EncryptionKeys encryption={encryption} now={now} mayRotate={mayRotate} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <DatabaseFacts {...system.database} />
        <Stack>
          <StorageFacts {...system.storage} />
          <Facts
            id="versions"
            title="Versions"
            facts={system.versions.map(({ name, version }) => ({ name, value: version }))}
          />
        </Stack>
      </SimpleGrid>
      <Card withBorder padding={0} component="details" className="details">
        <summary>Configuration of this process</summary>
        <Text size="sm" c="dimmed" px="md">
          From its environment; restart to change it. Secrets are not shown.
        </Text>
        <Facts facts={system.settings} />
      </Card>
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
