import { html } from 'ghtml';
import { VERSION } from '../../../shared/platform/version.ts';
import { codeBlock } from './highlight.ts';
import { page, statusPill, type Health, type Site } from './layout.ts';
import type { Reference } from './read-reference.ts';

export type Samples = { curl: string; javascript: string; python: string };

export const homePage = (site: Site, operations: Reference[], samples: Samples, health: Health): string =>
  page(
    site,
    'Docent: give your documents a voice',
    "Upload a company's documents, create a key, and any application gets streamed answers that quote their sources.",
    [
      hero(site, health),
      steps(site),
      code(samples),
      consoleSection,
      areas(site, operations),
      noCode(site),
      trust,
      start(site),
    ].join(''),
  );

const hero = ({ publicUrl }: Site, health: Health): string =>
  html`<section class="hero">
    <div class="wide split">
      <div>
        !${statusPill(health)}
        <h1>Give your documents a voice</h1>
        <p class="lead">
          Upload your company's documents, create a key, and any application can ask questions. Answers are
          streamed, and every claim quotes its source.
        </p>
        <p class="actions">
          <a class="button" href="#console">Try it live</a>
          <a class="button plain" href="/docs">Read the reference</a>
        </p>
      </div>
      <figure class="chat" aria-label="An example of an answer">
        <p class="asks">Who is called first in an outage?</p>
        <div class="says">
          <p>
            The on-call engineer is called first in an outage, by phone on extension 4100, at any hour.
            <span class="ref">1</span>
          </p>
          <p class="source">
            <b>1</b> outage-playbook.md
            <q>The on-call engineer is called first in an outage, by phone on extension 4100…</q>
          </p>
        </div>
      </figure>
    </div>
    <dl class="wide facts">
      <div>
        <dt>Base URL</dt>
        <dd><code>${publicUrl}/api/v1</code></dd>
      </div>
      <div>
        <dt>Authentication</dt>
        <dd><code>Authorization: Bearer KEY</code></dd>
      </div>
      <div>
        <dt>Version</dt>
        <dd>${VERSION} · <a href="/api/v1/openapi.json">OpenAPI 3.1</a></dd>
      </div>
    </dl>
  </section>`;

const steps = ({ hasPanel }: Site): string =>
  html`<section class="wide">
    <h2>From zero to an answer in three steps</h2>
    <ol class="cards three">
      <li>
        <span class="number">1</span>
        <h3>Create a scoped key</h3>
        <p>
          !${hasPanel ? 'In <a href="/admin">the panel</a>, open an app and create a key.' : 'In the panel, open an app and create a key.'}
          Give it only the scopes it needs. It is shown once.
        </p>
      </li>
      <li>
        <span class="number">2</span>
        <h3>Set its allowed origins</h3>
        <p>
          For keys used in browsers: the sites that may use it, such as <code>https://www.example.com</code>.
          A key without origins works on servers only.
        </p>
      </li>
      <li>
        <span class="number">3</span>
        <h3>Send a chat request</h3>
        <p>
          <code>POST /api/v1/chat</code> with a message. Send the <code>session_id</code> from the response to
          ask follow-up questions.
        </p>
      </li>
    </ol>
  </section>`;

const code = ({ curl, javascript, python }: Samples): string =>
  html`<section class="wide">
    <h2>Use it from any language</h2>
    <p class="sub">
      Set <code>DOCENT_KEY</code> to your key. These are the files in <code>examples/</code>, with this
      server's address.
    </p>
    <div class="samples">
      <input type="radio" name="sample" id="sample-curl" checked /><label for="sample-curl">curl</label>
      <input type="radio" name="sample" id="sample-javascript" /><label for="sample-javascript"
        >JavaScript</label
      >
      <input type="radio" name="sample" id="sample-python" /><label for="sample-python">Python</label>
      <div class="sample curl">!${codeBlock('bash', curl, 'curl sample')}</div>
      <div class="sample javascript">!${codeBlock('javascript', javascript, 'JavaScript sample')}</div>
      <div class="sample python">!${codeBlock('python', python, 'Python sample')}</div>
    </div>
  </section>`;

const consoleSection = html`<section class="wide" id="console">
  <h2>Live console</h2>
  <p class="sub">
    Sends a real request from this page and shows each event as it arrives. The key stays in this tab and is
    sent only to this server.
  </p>
  <noscript
    ><p class="note">The console needs JavaScript. Everything else on this page works without.</p></noscript
  >
  <div class="console">
    <form id="console-form">
      <label
        >API key
        <input name="key" type="password" autocomplete="off" spellcheck="false" placeholder="sk_…" required
      /></label>
      <label
        >Message
        <textarea name="message" rows="3" maxlength="32000" required>
Who is called first in an outage?</textarea>
      </label>
      <p class="actions">
        <button class="button" type="submit">Send</button>
        <button class="button plain" type="button" data-stop disabled>Stop</button>
      </p>
      <p class="hint">The key must allow this page's origin. The demo key does.</p>
    </form>
    <div class="output">
      <p class="answer" id="console-answer" aria-live="polite">The answer appears here.</p>
      <ol id="console-events" tabindex="0" aria-label="Events as they arrive"></ol>
    </div>
  </div>
</section>`;

const areas = ({ areas }: Site, operations: Reference[]): string =>
  html`<section class="wide">
    <h2>The whole API</h2>
    <p class="sub">Generated from the same contract that validates every request.</p>
    <ul class="cards three">
      !${areas
        .map(
          (area) =>
            html`<li>
              <h3><a href="/docs/${area.toLowerCase()}">${area}</a></h3>
              <ul class="routes">
                !${operations
                  .filter((operation) => operation.area === area)
                  .map(
                    ({ id, method, path }) =>
                      html`<li>
                        <a href="/docs/${area.toLowerCase()}#${id}"
                          ><span class="method ${method.toLowerCase()}">${method}</span>
                          <code>${path}</code></a
                        >
                      </li>`,
                  )
                  .join('')}
              </ul>
            </li>`,
        )
        .join('')}
    </ul>
  </section>`;

const noCode = ({ publicUrl }: Site): string =>
  html`<section class="wide band">
    <div class="split">
      <div>
        <h2>Without code</h2>
        <p>
          Create a publishable key, allow your site, paste one line. A chat bubble appears on your pages and
          answers from your documents, with sources.
        </p>
        <p><a class="button" href="/docs/embed">See how</a></p>
      </div>
      !${codeBlock('xml', `<script src="${publicUrl}/widget.js"\n  data-key="pk_…" async></script>`, 'Widget snippet')}
    </div>
  </section>`;

const trust = html`<section class="wide">
  <h2>Private by design</h2>
  <ul class="cards three">
    <li>
      <h3>On your machines</h3>
      <p>
        Documents and conversations stay on this server. With the built-in models, nothing leaves it. With a
        model server, only what a question needs.
      </p>
    </li>
    <li>
      <h3>Encrypted at rest</h3>
      <p>
        Originals, messages and quotes are encrypted with AES-256-GCM and one key per app. See
        <a href="/docs/security">what must stay searchable, and what protects it</a>.
      </p>
    </li>
    <li>
      <h3>Erasure with proof</h3>
      <p>
        Erasing removes a document, a conversation or a person from every store, with a signed receipt.
        <a href="/docs/security">More on privacy and retention</a>.
      </p>
    </li>
  </ul>
</section>`;

const start = ({ hasPanel }: Site): string =>
  html`<section class="wide final">
    <h2>Ready to build</h2>
    <p class="lead">
      Docent is free software under the MIT licence. Run it yourself. The built-in models work without a model
      key.
    </p>
    !${codeBlock('bash', 'npm install && npm start', 'How to start')}
    !${hasPanel ? '<p><a class="button" href="/admin">Open the panel</a></p>' : ''}
  </section>`;
