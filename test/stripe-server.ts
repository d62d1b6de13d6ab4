// As much of Stripe's API as Docent speaks, over real HTTP: form bodies, idempotency keys, the states of an invoice,
// failures on request.
import { startHttpServer } from './http-server.ts';

type Invoice = {
  id: string;
  object: 'invoice';
  status: 'draft' | 'open' | 'paid' | 'void';
  currency: string;
  metadata: Record<string, string>;
  total: number;
  amount_paid: number;
  amount_paid_off_stripe: number;
  amount_remaining: number;
  post_payment_credit_notes_amount: number;
  hosted_invoice_url?: string;
};

export type StripeServer = {
  url: string;
  /** Every call that did something new. */
  made: { path: string; fields: Record<string, string>; key: string }[];
  /** Its invoices by id. */
  invoices: Map<string, Invoice>;
  /** Calls in all, repeated ones too. */
  calls: number;
  /** Carry out so many calls, but break off before answering: the client cannot know. */
  breakOff: number;
  /** Answer 503 to everything. */
  away: boolean;
  /** A customer pays an invoice, as far as it is not credited. */
  pay(id: string): Invoice;
  /** Forget the idempotency keys, as Stripe does after a day. */
  forget(): void;
  close(): Promise<void>;
};

class Refused extends Error {}

export async function startStripeServer(secretKey: string): Promise<StripeServer> {
  const answers = new Map<string, { body: string; fields: string }>();
  const notes: { invoice: string; metadata: Record<string, string> }[] = [];
  const state: Omit<StripeServer, 'url' | 'close'> = {
    made: [],
    invoices: new Map(),
    calls: 0,
    breakOff: 0,
    away: false,
    forget: () => answers.clear(),
    pay(id) {
      const invoice = state.invoices.get(id)!;
      invoice.amount_paid += invoice.amount_remaining;
      return Object.assign(invoice, { amount_remaining: 0, status: 'paid' as const });
    },
  };

  const find = (id: string): Invoice => {
    const invoice = state.invoices.get(id);
    if (!invoice) throw new Refused('No such invoice');
    return invoice;
  };
  const require = (holds: boolean, why: string) => {
    if (!holds) throw new Refused(why);
  };
  const metadataOf = (fields: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) => {
        const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
        return key ? [[key, value] as const] : [];
      }),
    );

  function carryOut(method: string, path: string, fields: Record<string, string>): object {
    const [kind, id, verb] = path.split('/').filter(Boolean) as [string, string?, string?];
    if (kind === 'credit_notes' && method === 'GET')
      return {
        object: 'list',
        has_more: false,
        data: notes.filter((note) => note.invoice === fields['invoice']),
      };
    if (kind === 'credit_notes') return credit(fields);
    if (kind === 'invoiceitems') {
      const invoice = find(fields['invoice']!);
      require(invoice.status === 'draft', 'The invoice is final');
      invoice.total += Number(fields['amount']);
      return { id: `ii_${state.made.length}`, object: 'invoiceitem' };
    }
    if (kind !== 'invoices') return { id: `${kind.slice(0, 2)}_${state.made.length}`, object: kind };
    if (!id) {
      const invoice: Invoice = {
        id: `in_${state.made.length}`,
        object: 'invoice',
        status: 'draft',
        currency: fields['currency']!,
        metadata: metadataOf(fields),
        total: 0,
        amount_paid: 0,
        amount_paid_off_stripe: 0,
        amount_remaining: 0,
        post_payment_credit_notes_amount: 0,
      };
      state.invoices.set(invoice.id, invoice);
      return invoice;
    }
    const invoice = find(id);
    if (method === 'DELETE') {
      require(invoice.status === 'draft', 'Only drafts can be deleted');
      state.invoices.delete(id);
      return { id, object: 'invoice', deleted: true };
    }
    if (verb === 'finalize') {
      require(invoice.status === 'draft', 'The invoice is final');
      const hosted_invoice_url = `https://pay.example/${id}`;
      Object.assign(invoice, { status: 'open', amount_remaining: invoice.total, hosted_invoice_url });
    }
    if (verb === 'pay') {
      require(invoice.status === 'open', 'Invoice is already paid');
      invoice.amount_paid_off_stripe += invoice.amount_remaining;
      state.pay(id);
    }
    if (verb === 'void') {
      require(invoice.status === 'open', 'Only open invoices can be voided');
      invoice.status = 'void';
    }
    return invoice;
  }

  function credit(fields: Record<string, string>): object {
    const invoice = find(fields['invoice']!);
    require(['open', 'paid'].includes(invoice.status), 'The invoice cannot be credited');
    const amount = Number(fields['amount']);
    const excess = Math.max(0, amount - invoice.amount_remaining);
    const given = Number(fields['refund_amount'] ?? 0) + Number(fields['out_of_band_amount'] ?? 0);
    require(given === excess, 'refund_amount and out_of_band_amount must add up to the post-payment amount');
    invoice.amount_remaining -= amount - excess;
    invoice.post_payment_credit_notes_amount += excess;
    if (invoice.amount_remaining === 0) invoice.status = 'paid';
    const note = {
      id: `cn_${notes.length}`,
      object: 'credit_note',
      invoice: invoice.id,
      metadata: metadataOf(fields),
    };
    notes.push(note);
    return note;
  }

  const server = await startHttpServer(async (req, res) => {
    state.calls++;
    let body = '';
    for await (const part of req) body += part;
    const send = (status: number, value: object | string) =>
      res
        .writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_test' })
        .end(typeof value === 'string' ? value : JSON.stringify(value));
    if (state.away) return send(503, { error: { type: 'api_error', message: 'Stripe is down' } });
    if (req.headers.authorization !== `Bearer ${secretKey}`)
      return send(401, { error: { type: 'invalid_request_error', message: 'Invalid API Key provided' } });
    const key = String(req.headers['idempotency-key'] ?? '');
    const url = new URL(req.url!, 'http://stripe.invalid');
    const path = url.pathname.replace(/^\/v1/, '');
    const known = key ? answers.get(key) : undefined;
    if (known && known.fields !== path + body)
      return send(400, {
        error: {
          type: 'idempotency_error',
          message: 'Keys for idempotent requests can only be used with the same parameters',
        },
      });
    if (known) return send(200, known.body);
    const isRead = req.method === 'GET';
    const fields = Object.fromEntries(isRead ? url.searchParams : new URLSearchParams(body));
    if (!isRead) state.made.push({ path, fields, key });
    let answer: string;
    try {
      answer = JSON.stringify(carryOut(req.method!, path, fields));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const missing = error.message === 'No such invoice';
      return send(missing ? 404 : 400, {
        error: {
          type: 'invalid_request_error',
          message: error.message,
          ...(missing && { code: 'resource_missing' }),
        },
      });
    }
    if (key) answers.set(key, { body: answer, fields: path + body });
    if (state.breakOff > 0) {
      state.breakOff--;
      return req.socket.destroy();
    }
    send(200, answer);
  });
  return Object.assign(state, {
    url: server.url,
    close: () => server.close(),
  });
}
