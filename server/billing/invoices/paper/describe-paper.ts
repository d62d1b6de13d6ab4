import type { Party } from '../../../../shared/contract/billing-parties.panel.ts';
import type { Invoice, InvoiceLine, InvoiceText } from '../../../../shared/contract/invoices.panel.ts';

/** What is printed, in its order: the same words on the page and in the PDF. */
export type Paper = {
  title: string;
  facts: [name: string, value: string][];
  /** Who it is from and to. */
  parties: { title: string; lines: string[] }[];
  columns: [item: string, calls: string, tokens: string, amount: string];
  rows: { item: string; remark: string | null; calls: string; tokens: string; amount: string }[];
  totals: { name: string; value: string; strong: boolean }[];
  notes: string[];
};

const STATES = { open: 'open', paid: 'paid', void: 'credited' };
const count = (value: number) => new Intl.NumberFormat('en').format(value);

/** @param issued undefined for a preview */
export function describePaper(text: InvoiceText, lines: InvoiceLine[], issued?: Invoice): Paper {
  const kind = issued?.kind === 'credit_note' ? 'Credit note' : 'Invoice';
  return {
    title: issued ? `${kind} ${issued.number}` : 'Preview, not an invoice',
    facts: [
      ['Month', `${text.month}${issued ? '' : ' so far'} (${text.time_zone})`],
      ...(issued ? factsOf(issued) : []),
    ],
    parties: [
      ...(text.seller ? [describeParty('From', text.seller)] : []),
      describeParty(kind === 'Invoice' ? 'Bill to' : 'For', text.buyer),
    ],
    columns: ['Item', 'Calls', 'Tokens', text.currency],
    rows: lines.map((line) => ({
      item: line.description,
      remark:
        line.unpriced_tokens > 0
          ? `${count(line.unpriced_tokens)} tokens without a price are not billed`
          : null,
      calls: line.kind === 'usage' ? count(line.requests) : '',
      tokens: line.kind === 'usage' ? count(line.input_tokens + line.output_tokens) : '',
      amount: line.amount,
    })),
    totals: totalsOf(text),
    notes: [text.buyer.note, text.seller?.note ?? ''].filter(Boolean),
  };
}

function factsOf({ issued_at, due_on, credits, credited, kind, status }: Invoice): [string, string][] {
  if (kind === 'credit_note')
    return [
      ['Issued', issued_at.slice(0, 10)],
      ['Credits', credits ?? ''],
    ];
  return [
    ['Issued', issued_at.slice(0, 10)],
    ...(due_on ? [['Due', due_on] as [string, string]] : []),
    ['State', STATES[status]],
    ...(Number(credited) > 0 ? [['Credited', credited] as [string, string]] : []),
  ];
}

const describeParty = (title: string, { name, address, tax_id }: Party) => ({
  title,
  lines: [name, ...address.split('\n'), ...(tax_id ? [`Tax ID: ${tax_id}`] : [])].filter((line) =>
    line.trim(),
  ),
});

function totalsOf({ exact_total, net, tax, tax_name, tax_rate, total, currency }: InvoiceText) {
  const taxed = Number(tax_rate) > 0;
  return [
    { name: 'Sum of the lines', value: exact_total, strong: false },
    ...(taxed
      ? [
          { name: 'Rounded to cents', value: net, strong: false },
          { name: `${tax_name || 'Tax'} ${tax_rate} %`, value: tax, strong: false },
        ]
      : []),
    { name: `Total in ${currency}`, value: total, strong: true },
  ];
}
