import { Anchor, Card, Stack } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { signedIn } from '../api.server.ts';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { Empty } from '../components/empty.tsx';
import { ErasureTable } from './erasure-table.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Pager } from '../components/pager.tsx';
import { keepLast, useLive } from '../components/use-live.ts';

export const meta: MetaFunction = () => [{ title: 'Erasures · Docent' }];

export const loader = signedIn(({ request, context: { api } }) => {
  const { searchParams } = new URL(request.url);
  return api.receipts.list({ page: Number(searchParams.get('page') ?? 1) });
});

export const clientLoader = keepLast<typeof loader>();

export default function ErasuresPage() {
  const { erasures, page, pages, lost } = useLive<typeof loader>((data) => data.running > 0);
  return (
    <Stack gap="lg" maw={1180}>
      <PageHead
        title="Erasures"
        about={
          <>
            What was erased from every store, and the signed proof. A receipt is checked offline with{' '}
            <code>npm run receipt:verify</code> and the{' '}
            <Anchor href="/api/v1/signing-keys" size="sm" underline="always">
              public key
            </Anchor>
            .
          </>
        }
      />
      <ConnectionLost lost={lost} />
      <Card withBorder padding={0}>
        {erasures.length === 0 ? (
          <Empty title="No erasures yet">
            Erase documents, conversations and people on an app’s Privacy page, an app in its settings, a
            workspace on its page.
          </Empty>
        ) : (
          <>
            <ErasureTable
              erasures={erasures.map((one) => ({
                ...one,
                of: one.app ?? (one.app_id ? 'An erased app' : one.workspace),
              }))}
            />
            <Pager page={page} pages={pages} />
          </>
        )}
      </Card>
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
