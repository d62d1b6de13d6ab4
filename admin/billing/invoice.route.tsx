import { Anchor, Stack, Text } from '@mantine/core';
import { redirect, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { Facts } from '../components/facts.tsx';
import { InvoiceActions } from './invoice-actions.tsx';
import { InvoiceFiles } from './invoice-files.tsx';
import { InvoiceLines } from './invoice-lines.tsx';
import { InvoiceParties } from './invoice-parties.tsx';
import { InvoiceState } from './invoice-state.tsx';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { dayOf, monthName } from '../components/quantities.ts';
import { Section } from '../components/section.tsx';
import { sumFacts } from './sum-facts.ts';
import { useMay } from '../may.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.invoice.number ?? 'Invoice'} · Docent` },
];

export const loader = signedIn(({ context: { api }, params }) =>
  api.invoices.get({ invoice_id: params['invoiceId']! }),
);

export const action = formAction({
  pay: onSubmit(panel.payInvoice.input, (input, { api }) => api.invoices.pay(input)),
  credit: onSubmit(panel.creditInvoice.input, async (input, { api }) => {
    const note = await api.invoices.credit(input);
    throw redirect(`/invoices/${note.invoice.invoice_id}`);
  }),
});

export default function InvoicePage() {
  const { invoice, lines } = useLoaderData<typeof loader>();
  const mayChange = useMay('admin');
  const isInvoice = invoice.kind === 'invoice';
  return (
    <Stack gap="xl" maw={1180}>
      <div>
        <Text size="sm" c="dimmed">
          <Anchor component={Link} to="/invoices" inherit c="dimmed" underline="always">
            Invoices
          </Anchor>
        </Text>
        <PageHead
          title={`${isInvoice ? 'Invoice' : 'Credit note'} ${invoice.number}`}
          about={
            <>
              <bdi>{invoice.workspace_name}</bdi>, {monthName(invoice.month)} ({invoice.time_zone})
            </>
          }
          action={<InvoiceFiles of={invoice.invoice_id} />}
        />
      </div>
      <InvoiceParties
        seller={invoice.seller}
        buyer={invoice.buyer}
        missing="No seller was set when it was issued."
      />
      <Facts
        id="facts"
        title="Summary"
        facts={[
          { name: 'State', value: <InvoiceState invoice={invoice} /> },
          ...sumFacts(invoice),
          ...(Number(invoice.credited) > 0 ? [{ name: 'Credited', value: `$${invoice.credited}` }] : []),
          ...(invoice.credits ? [{ name: 'Credits', value: invoice.credits }] : []),
          { name: 'Issued', value: <Moment at={invoice.issued_at} /> },
          ...(invoice.due_on ? [{ name: 'Due', value: dayOf(invoice.due_on) }] : []),
          ...(isInvoice && invoice.paid_at ? [{ name: 'Paid', value: <Moment at={invoice.paid_at} /> }] : []),
          ...(isInvoice && invoice.paid_at && invoice.provider
            ? [{ name: 'Paid through', value: invoice.provider }]
            : []),
          ...(invoice.payment_url
            ? [
                {
                  name: 'Payment page',
                  value: <Anchor href={invoice.payment_url}>{invoice.payment_url}</Anchor>,
                },
              ]
            : []),
        ]}
      />
      <Section id="lines" title="Lines" about="Exact amounts in US dollars.">
        <InvoiceLines lines={lines} />
      </Section>
      {mayChange && isInvoice && <InvoiceActions key={invoice.invoice_id} invoice={invoice} />}
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
