import { Card, SimpleGrid, Stack, Text } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { signedIn } from '../api.server.ts';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { DatabaseFacts } from './database-facts.tsx';
import { EncryptionKeys } from '../security/encryption.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { MailFacts } from './mail-facts.tsx';
import { ModelEndpoints } from './model-endpoints.tsx';
import { Processes } from './processes.tsx';
import { StorageFacts } from './storage-facts.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { AppId, panel } from '../../shared/contract/index.ts';
import { z } from 'zod';

export const meta: MetaFunction = () => [{ title: 'System · Docent' }];

export const loader = signedIn(async ({ context: { api } }, { role }) => ({
  system: await api.system.get({}),
  encryption: await api.encryption.get({}),
  mayRotate: role === 'owner',
  mayChange: role === 'owner' || role === 'admin',
  now: new Date().toISOString(),
}));

export const clientLoader = keepLast<typeof loader>();

export const action = formAction({
  'rotate-master': onSubmit(panel.rotateMasterKey.input, async (_input, { api }) => {
    await api.encryption.rotateMaster({});
  }),
  'rotate-app': onSubmit(z.object({ app_id: AppId }), async (input, { api }) => {
    await api.encryption.rotateApp(input);
  }),
  'test-model': onSubmit(panel.testModel.input, (input, { api }) => api.system.testModel(input)),
});

export default function System() {
  const { system, encryption, mayChange, mayRotate, now, lost } = useLive<typeof loader>(({ encryption }) =>
    encryption.apps.some(({ rotation }) => rotation),
  );
  return (
    <Stack gap="xl" maw={1180}>
      <div>
        <PageHead
          title="System"
          about="Models, processes, database, storage and mail. Updates automatically."
        />
        <ConnectionLost lost={lost} />
      </div>
      <ModelEndpoints models={system.models} mayChange={mayChange} />
      <Processes processes={system.processes} now={now} />
      <EncryptionKeys encryption={encryption} now={now} mayRotate={mayRotate} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <DatabaseFacts {...system.database} />
        <Stack>
          <StorageFacts {...system.storage} />
          <MailFacts mail={system.mail} />
          <Facts
            id="versions"
            title="Versions"
            facts={system.versions.map(({ name, version, warning }) => ({
              name,
              value: warning ? `${version}. ${warning}` : version,
            }))}
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
