import { html } from 'ghtml';
import { codeBlock } from './highlight.ts';
import { docsPage, type Site } from './layout.ts';

export const reliablePage = (site: Site): string =>
  docsPage(
    site,
    'reliability',
    'Retry, resume and stop',
    'What to do when a connection breaks: nothing is asked twice, and no word of an answer is lost.',
    html`<h2>Send a request twice, run it once</h2>
      <p>
        Give a POST with a JSON body the header <code>Idempotency-Key</code>, with a new random value for each
        thing that you do. If you hear nothing, send the same request with the same key again: it runs once,
        and you get the stored result, marked <code>Idempotency-Replayed: true</code>, for 24 hours. While the
        first is still running the answer is <code>idempotency_key_in_use</code> (409); with another body it
        is <code>idempotency_key_reused</code> (422).
      </p>
      !${codeBlock(
        'bash',
        `curl ${site.publicUrl}/api/v1/chat -H "Authorization: Bearer $DOCENT_KEY" \\
  -H "Content-Type: application/json" -H "Idempotency-Key: 8c1f0f6e-5d0b-4c0e-9d7c-1f2a" \\
  -d '{"message": "Who is called first in an outage?"}'`,
        'A request that can be sent again',
      )}
      <h2>Resume an answer</h2>
      <p>
        An answer that is streamed with <code>"resumable": true</code> goes on for 60 seconds after its reader
        has gone, and its events are kept. Its first byte comes with the headers <code>X-Message-Id</code> and
        <code>X-Session-Id</code>, and every event has an <code>id</code>. After a lost connection ask for the
        rest:
      </p>
      !${codeBlock(
        'bash',
        `curl -N ${site.publicUrl}/api/v1/chat/msg_…/stream \\
  -H "Authorization: Bearer $DOCENT_KEY" -H "Last-Event-ID: 17"`,
        'The events after the seventeenth',
      )}
      <p>
        What you have and what you get join to the same text, byte by byte, out of one call of the model; any
        process of the server can be asked. Without <code>Last-Event-ID</code> the answer comes from its
        start, also when it has long ended. An answer that was not begun so is refused with
        <code>answer_not_resumable</code>. With a publishable key, send <code>X-Session-Secret</code>.
      </p>
      <h2>Stop an answer</h2>
      <p>
        <code>POST /api/v1/chat/{message_id}/stop</code> ends an answer in the making, from anywhere. What was
        said is kept, what was used is counted, and whoever reads it gets an <code>end</code> with the
        <code>finish_reason</code> <code>stopped</code>. An answer that is not resumable stops by itself,
        within a second, when its reader closes the connection.
      </p>`,
  );
