// Pages beside the reference, as the others named guide-…: errors, limits, the widget, security. What they say must be true of this version.
import { html } from 'ghtml';
import { errorCodes } from '../../../shared/contract/errors.ts';
import { codeBlock, inline } from './highlight.ts';
import { docsPage, type Site } from './layout.ts';

export const errorsPage = (site: Site): string =>
  docsPage(
    site,
    'errors',
    'Errors',
    'One shape everywhere, with a stable code to branch on and a request_id that names the request in the log.',
    html`!${codeBlock(
        'json',
        JSON.stringify(
          {
            success: false,
            error: {
              code: 'invalid_api_key',
              message: errorCodes.invalid_api_key[1],
              request_id: 'req_01k9m3t1v8f2srr4gq9x0c6c6d',
              details: {},
            },
          },
          null,
          2,
        ),
        'An error',
      )}
      <p>
        A failure after the first byte of a stream arrives as the event <code>error</code>, with
        <code>code</code>, <code>message</code> and <code>request_id</code>, and the stream closes. The
        request id is also in the header <code>X-Request-Id</code> of every answer.
      </p>
      <div class="table" tabindex="0" role="region" aria-label="Error codes">
        <table>
          <thead>
            <tr>
              <th scope="col">Code</th>
              <th scope="col">Status</th>
              <th scope="col">What happened, what to do</th>
            </tr>
          </thead>
          <tbody>
            !${Object.entries(errorCodes)
              .map(
                ([code, [status, text]]) =>
                  html`<tr id="${code}">
                    <td><code>${code}</code></td>
                    <td>${status}</td>
                    <td>!${inline(text)}</td>
                  </tr>`,
              )
              .join('')}
          </tbody>
        </table>
      </div>`,
  );

export const limitsPage = (site: Site, maxUploadBytes: number): string =>
  docsPage(
    site,
    'limits',
    'Limits',
    'How much a key and an app may ask, and what one request may hold.',
    html`<h2>Requests, answers, tokens</h2>
      <p>
        A key and its app can each have a limit of requests a minute, of answers in the making at once, and of
        tokens a day (the day begins at midnight UTC). The limits hold over all processes of the server. A key
        without a limit of its own has the server's default of requests a minute.
      </p>
      <p>Every answer to a limited key tells where it stands, for the key and, where it has one, the app:</p>
      !${codeBlock(
        'bash',
        'RateLimit-Policy: "key";q=600;w=60, "app";q=2000;w=60\nRateLimit: "key";r=587;t=42, "app";r=1204;t=42',
        'Headers',
      )}
      <p>
        <code>q</code> requests in <code>w</code> seconds; <code>r</code> are left, and all are given again in
        <code>t</code> seconds. Who is over the limit gets the status 429, with <code>Retry-After</code> in
        seconds where waiting helps, and one of two codes:
      </p>
      <ul>
        <li>
          <code>rate_limited</code>: slow down. Wait as long as <code>Retry-After</code> says, then send the
          same request again.
        </li>
        <li>
          <code>quota_exceeded</code>: used up. The day's tokens, the month's messages of the plan, its
          documents, or the budget; <code>details.quota</code> or <code>details.limit</code> names which.
        </li>
      </ul>
      <p>
        Nothing is written and no model is called for a refused request. A publishable key may carry the same
        limits: they and the budget are what stops a script that claims your origin.
      </p>
      <h2>One request</h2>
      <div class="table" tabindex="0" role="region" aria-label="Limits">
        <table>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">At most</th>
            </tr>
          </thead>
          <tbody>
            !${[
              ['A message', '32,000 characters'],
              ['A JSON body, other than an upload', '1 MB'],
              ['An upload', `${Math.floor(maxUploadBytes / 1_048_576)} MB, set by the operator`],
              ['Files in one form', '100'],
              ['Metadata of a document or question', '16 kB as JSON, 20 levels deep'],
              ['Rows on a page of a list', '100'],
              ['Passages of one search', '50'],
              ['Allowed origins of a key', '50'],
              ['An Idempotency-Key', '255 characters, remembered for 24 hours'],
            ]
              .map(
                ([what, most]) =>
                  html`<tr>
                    <td>${what}</td>
                    <td>${most}</td>
                  </tr>`,
              )
              .join('')}
          </tbody>
        </table>
      </div>
      <p>
        An answer that nobody reads is ended after 30 seconds. One whose reader has gone away ends at once, or
        a minute later when it is <a href="/docs/reliability">resumable</a>; what was said until then is kept.
      </p>`,
  );

export const embedPage = (site: Site): string =>
  docsPage(
    site,
    'embed',
    'Widget on a page',
    'A chat bubble that answers from your documents. One line of HTML, no build, no framework.',
    html`<ol class="steps-list">
        <li>
          <h2>Create a publishable key</h2>
          <p>
            In the panel, open your app, then Keys, and create a key of the kind <em>publishable</em>. It
            begins with <code>pk_</code>, may chat, and nothing else.
          </p>
        </li>
        <li>
          <h2>Name the pages it may be used on</h2>
          <p>
            Write the origin of your site into the key's allowed origins, such as
            <code>https://www.example.com</code>. The widget appears there and stays away everywhere else.
          </p>
        </li>
        <li>
          <h2>Paste one line</h2>
          !${codeBlock('xml', `<script src="${site.publicUrl}/widget.js" data-key="pk_…" async></script>`, 'Snippet')}
          <p>Before the end of the page's body is a good place. That is all.</p>
        </li>
      </ol>
      <h2>Make it yours</h2>
      <p>
        In the panel, under Widget, you set its colours, its place, its words in each language and the
        questions it suggests, beside a live preview, and copy the snippet. On the tag,
        <code>data-locale</code> and <code>data-position</code> decide for that page. In a script,
        <code>docent.open()</code>, <code>close()</code>, <code>forget()</code>, <code>remove()</code> and
        <code>update({ theme: 'dark' })</code> drive it. After a lost connection, or on the visitor's next
        page, it goes on with the same answer.
      </p>
      <h2>What the origin check can do</h2>
      <p>
        It stops other web pages from using your key: browsers send the true origin of a page and a page
        cannot change it. It cannot stop a script outside a browser, which may claim any origin. A publishable
        key can therefore do no more than ask, within its limits and the app's budget.
      </p>`,
  );

export const securityPage = (site: Site): string =>
  docsPage(
    site,
    'security',
    'Security and privacy',
    'Docent runs on your own machines. What is kept, how it is protected, and when it is gone.',
    html`<h2>Where data goes</h2>
      <p>
        Documents, conversations and keys stay in the database and folder of this server. Passages and
        questions leave it only when the operator has set a model server: then the passages that fit a
        question, the question and the conversation's latest turns are sent there, and texts are sent to be
        embedded if that server embeds too. With the built-in models nothing leaves.
      </p>
      <h2>Encrypted at rest</h2>
      <p>
        Originals, extracted texts, messages and quotes are encrypted with AES-256-GCM, under a key of each
        app's own, which is itself wrapped by the server's master key. Chunks, vectors and the lexical index
        are not: they have to be searched. What protects them is the protection of the disk and database they
        are on.
      </p>
      <h2>Keys</h2>
      <p>
        An API key is shown once and stored only as a keyed hash. It belongs to one app, has scopes and a list
        of origins, may expire, be <a href="/docs/keys">rotated</a> with an overlap, and be revoked: a
        revocation is in force everywhere within a second. A key in a query string never reaches a log.
      </p>
      <h2>One app cannot see another</h2>
      <p>
        Every query names its app. The id of another app's document is answered exactly as one that does not
        exist; the tests try it at every operation.
      </p>
      <h2>Uploads</h2>
      <p>
        A document's type is decided by its content. Documents are read in a separate process that can be
        killed, with limits on size and time. Originals are served as attachments that no browser runs.
      </p>
      <h2>Logs</h2>
      <p>Logs carry request ids, and no keys, message texts or document texts.</p>
      <h2>Data retention</h2>
      <p>
        Documents and conversations are kept until they are deleted, or for as long as the operator has set
        for this app. Deleting is an erasure: the original, text, chunks, vectors, index entries, kept results
        and queued jobs go, and answers that quote a deleted document lose their text. Like any Postgres, the
        database frees the space of deleted rows when it is next rewritten; a restored backup is erased again
        before it serves.
      </p>
      <h2>Erasure with a receipt</h2>
      <p>
        <code>POST /erasures</code> erases a document, a session or all that is held of an end user. When a
        count of every store has found nothing left, <code>GET /erasures/{erasure_id}</code> gives a receipt,
        signed with Ed25519 over its canonical JSON (RFC 8785), which anybody can check offline with the
        public key of <code>GET /signing-keys</code>. It names its subject by a salted hash alone.
      </p>
      <h2>What this is not</h2>
      <p>
        Docent carries no certification of its own. Running it on your machines means that your own controls,
        contracts and audits cover it.
      </p>`,
  );
