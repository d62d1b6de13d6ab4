import { Anchor, Button, Card, Group, NativeSelect, Stack, Text } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData, useSubmit } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { CellTable } from '../components/cells.tsx';
import { Empty } from '../components/empty.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { InvoiceState } from './invoice-state.tsx';
import { PageHead } from '../components/page-head.tsx';
import { dayOf, monthName } from '../components/quantities.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';
import { useMayAsTeam } from '../may.ts';
import { SellerForm } from './seller-form.tsx';

export const meta: MetaFunction = () => [{ title: 'Invoices · Docent' }];

export const loader = signedIn(async ({ request, context: { api } }, admin) => {
  const workspace_id = new URL(request.url).searchParams.get('workspace') || undefined;
  const [{ invoices }, { workspaces }, { seller }] = await Promise.all([
    api.invoices.list({ workspace_id }),
    api.workspaces.list({}),
    // Who sends them is on the invoices; the form is the team's.
    admin.role ? api.invoices.seller({}) : { seller: undefined },
  ]);
  const names = workspaces.map(({ workspace_id, name }) => ({ value: workspace_id, label: name }));
  return { invoices, names, seller, chosen: workspace_id ?? '' };
});

export const action = formAction({
  seller: onSubmit(panel.setSeller.input, (input, { api }) => api.invoices.setSeller(input)),
});

const columns = [
  { name: 'Number' },
  { name: 'Workspace' },
  { name: 'Month' },
  { name: 'Issued' },
  { name: 'State' },
  { name: 'US dollars', right: true },
];

export default function Invoices() {
  const { invoices, names, seller, chosen } = useLoaderData<typeof loader>();
  const submit = useSubmit();
  const ofTeam = useMayAsTeam('viewer');
  return (
    <Stack gap="xl" maw={1180}>
      <PageHead
        title="Invoices"
        about="One per workspace and month, issued when the month has ended in its time zone. Invoices are never changed; credit notes cancel them."
        action={
          <Form method="get" onChange={(event) => submit(event.currentTarget)}>
            <Group gap="xs">
              {chosen && ofTeam && (
                <Button component={Link} to={`/invoices/month/${chosen}`} variant="default">
                  The month so far
                </Button>
              )}
              <NativeSelect
                key={chosen}
                name="workspace"
                aria-label="Workspace"
                data={[{ value: '', label: 'All workspaces' }, ...names]}
                defaultValue={chosen}
                maw={240}
              />
              <noscript>
                <Button type="submit" variant="default">
                  Show
                </Button>
              </noscript>
            </Group>
          </Form>
        }
      />
      <Card withBorder padding={0}>
        {invoices.length === 0 ? (
          <Empty title="No invoices yet">
            The first is issued when a month with usage or a fee has ended.
          </Empty>
        ) : (
          <CellTable
            label="Invoices"
            columns={columns}
            rows={invoices.map((invoice) => ({
              key: invoice.invoice_id,
              cells: [
                <Anchor
                  key="number"
                  component={Link}
                  to={`/invoices/${invoice.invoice_id}`}
                  size="sm"
                  fw={500}
                >
                  {invoice.number}
                </Anchor>,
                <Text key="workspace" size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {invoice.workspace_name}
                </Text>,
                monthName(invoice.month),
                dayOf(invoice.issued_at),
                <InvoiceState key="state" invoice={invoice} />,
                invoice.total,
              ],
            }))}
          />
        )}
      </Card>
      {seller !== undefined && <SellerForm seller={seller} />}
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
