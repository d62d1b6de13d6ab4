import type { InvoiceText } from '../../shared/contract/invoices.panel.ts';

type Sums = Pick<InvoiceText, 'exact_total' | 'net' | 'tax_name' | 'tax_rate' | 'tax' | 'total'>;

/** The sum of an invoice, its tax, and what is to be paid. */
export const sumFacts = ({ exact_total, net, tax_name, tax_rate, tax, total }: Sums) =>
  [
    { name: 'Sum of the lines', value: exact_total },
    ...(Number(tax_rate) > 0
      ? [
          { name: 'Rounded to cents', value: `$${net}` },
          { name: `${tax_name || 'Tax'} ${tax_rate} %`, value: `$${tax}` },
        ]
      : []),
    { name: 'Total', value: `$${total}` },
  ].map(({ name, value }) => ({ name, value: value.replace('$-', '–$') }));
