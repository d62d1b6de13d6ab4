import { html } from 'ghtml';
import { webhookEvents } from '../../../shared/contract/webhooks.ts';
import { codeBlock } from './highlight.ts';
import { docsPage, type Site } from './layout.ts';

export const webhooksPage = (site: Site): string =>
  docsPage(
    site,
    'webhooks',
    'Webhooks',
    'Your service is told what happens in an app, as it happens, with ids and figures and never a text.',
    html`<p>
        In the panel, open your app, then Webhooks, and create an endpoint with the events it wants. Its
        signing secret, <code>whsec_…</code>, is shown once.
      </p>
      !${codeBlock(
        'json',
        JSON.stringify(
          {
            type: 'document.ready',
            timestamp: '2026-01-15T10:30:00.000Z',
            data: { document_id: 'doc_01k9m3t1v8f2srr4gq9x0c6c6d' },
          },
          null,
          2,
        ),
        'A delivery',
      )}
      <div class="table" tabindex="0" role="region" aria-label="Events">
        <table>
          <thead>
            <tr>
              <th scope="col">Event</th>
              <th scope="col">Its data</th>
            </tr>
          </thead>
          <tbody>
            !${Object.entries(webhookEvents)
              .map(
                ([event, { shape }]) =>
                  html`<tr>
                    <td><code>${event}</code></td>
                    <td><code>${Object.keys(shape).join(', ')}</code></td>
                  </tr>`,
              )
              .join('')}
          </tbody>
        </table>
      </div>
      <p>
        A quota is told once when 80 % of it are used and once when all of it is, within five minutes. What
        concerns a whole workspace, a plan's quota or an invoice, is told to the endpoints of each of its
        apps. <code>erasure.completed</code> is sent when nothing is left and the receipt is signed.
      </p>
      <h2>Verify</h2>
      <p>
        Deliveries are signed by
        <a href="https://www.standardwebhooks.com">Standard Webhooks</a>, in the headers
        <code>webhook-id</code>, <code>webhook-timestamp</code> and <code>webhook-signature</code>. Verify the
        body as it came, before it is parsed:
      </p>
      !${codeBlock(
        'javascript',
        `import { Webhook } from 'standardwebhooks';

const event = new Webhook(process.env.WEBHOOK_SECRET).verify(rawBody, request.headers);`,
        'Verify with the npm package',
      )}
      <p>
        After a new secret was made, deliveries are signed with both for a day. An event that is sent again
        has the same <code>webhook-id</code>: keep the ids you have dealt with.
      </p>
      <h2>When it fails</h2>
      <p>
        Answer with a 2xx within 15 seconds. Anything else is tried again with growing pauses for some 20
        hours; then the delivery is failed, and can be sent again from its log in the panel. A 410 disables
        the endpoint. Redirects are not followed, and addresses inside the server's own network are refused.
      </p>`,
  );
