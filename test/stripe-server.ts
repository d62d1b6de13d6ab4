// As much of Stripe's API as Docent speaks, over real HTTP: form bodies, idempotency keys, failures on request.
import { startHttpServer } from './http-server.ts';

export type StripeServer = {
  url: string;
  /** Every call that did something new. */
  made: { path: string; fields: Record<string, string>; key: string }[];
  /** Calls in all, repeated ones too. */
  calls: number;
  /** Carry out so many calls, but break off before answering: the client cannot know. */
  breakOff: number;
  close(): Promise<void>;
};

export async function startStripeServer(secretKey: string): Promise<StripeServer> {
  const answers = new Map<string, { body: string; fields: string }>();
  const state: Omit<StripeServer, 'url' | 'close'> = { made: [], calls: 0, breakOff: 0 };
  const server = await startHttpServer(async (req, res) => {
    state.calls++;
    let body = '';
    for await (const part of req) body += part;
    const send = (status: number, value: object | string) =>
      res
        .writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_test' })
        .end(typeof value === 'string' ? value : JSON.stringify(value));
    if (req.headers.authorization !== `Bearer ${secretKey}`)
      return send(401, { error: { type: 'invalid_request_error', message: 'Invalid API Key provided' } });
    const key = String(req.headers['idempotency-key'] ?? '');
    const path = req.url!.replace(/^\/v1/, '');
    const known = answers.get(key);
    if (known && known.fields !== path + body)
      return send(400, {
        error: {
          type: 'idempotency_error',
          message: 'Keys for idempotent requests can only be used with the same parameters',
        },
      });
    if (known) return send(200, known.body);
    const fields = Object.fromEntries(new URLSearchParams(body));
    state.made.push({ path, fields, key });
    const name = path.split('/').filter(Boolean);
    const id = name[1] ?? `${name[0]!.slice(0, 2)}_${state.made.length}`;
    const answer = JSON.stringify({
      id,
      object: name[0],
      ...(name[2] === 'finalize' && { hosted_invoice_url: `https://pay.example/${id}` }),
    });
    answers.set(key, { body: answer, fields: path + body });
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
