import { Anchor, Card, Stack } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { Empty } from '../components/empty.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { monthName } from '../components/quantities.ts';
import { Section } from '../components/section.tsx';
import { InvoiceFiles } from './invoice-files.tsx';
import { InvoiceLines } from './invoice-lines.tsx';
import { InvoiceParties } from './invoice-parties.tsx';
import { sumFacts } from './sum-facts.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data ? monthName(data.month) : 'The month'} so far · Docent` },
];

export const loader = signedIn(({ context: { api }, params }) =>
  api.invoices.preview({ workspace_id: params['workspaceId']! }),
);

export default function MonthSoFarPage() {
  const { preview, workspace_name, month, time_zone } = useLoaderData<typeof loader>();
  return (
    <Stack gap="xl" maw={1180}>
      <PageHead
        back={{ to: '/invoices', label: 'Invoices' }}
        title={`${monthName(month)} so far`}
        about={
          <>
            <bdi>{workspace_name}</bdi> ({time_zone}). A preview: the invoice is issued when the month has
            ended. The plan’s fee is that of the whole month.
          </>
        }
        action={preview && <InvoiceFiles of={`month/${preview.workspace_id}`} />}
      />
      {preview ? (
        <>
          <InvoiceParties
            seller={preview.seller}
            buyer={preview.buyer}
            missing={
              <Anchor component={Link} to="/invoices#seller" inherit>
                Set the seller before it is issued
              </Anchor>
            }
          />
          <Facts id="facts" title="Summary" facts={sumFacts(preview)} />
          <Section id="lines" title="Lines" about="Exact amounts in US dollars.">
            <InvoiceLines lines={preview.lines} />
          </Section>
        </>
      ) : (
        <Card withBorder padding={0}>
          <Empty title="Nothing to bill yet">This month has no usage and no fee.</Empty>
        </Card>
      )}
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
