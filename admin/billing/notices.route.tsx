import { Card, Stack } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { Empty } from '../components/empty.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { Notices } from './notices.tsx';
import { PageHead } from '../components/page-head.tsx';
import { useMay } from '../may.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';

export const meta: MetaFunction = () => [{ title: 'Notices · Docent' }];

export const loader = signedIn(({ context: { api } }) => api.notices.list({}));

export const action = formAction({
  dismiss: onSubmit(panel.dismissNotice.input, (input, { api }) => api.notices.dismiss(input)),
});

export default function NoticesPage() {
  const { notices } = useLoaderData<typeof loader>();
  const mayDismiss = useMay('admin');
  return (
    <Stack gap="lg" maw={1180}>
      <PageHead
        title="Notices"
        about="Quotas at 80 and 100 %, budgets at their thresholds, unusual days, models without a price, failed payments. Each appears once."
      />
      {notices.length === 0 ? (
        <Card withBorder>
          <Empty title="No notices">Workers check every few minutes.</Empty>
        </Card>
      ) : (
        <Notices notices={notices} mayDismiss={mayDismiss} />
      )}
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
