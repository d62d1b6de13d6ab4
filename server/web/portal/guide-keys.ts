import { html } from 'ghtml';
import { docsPage, type Site } from './layout.ts';

export const keysPage = (site: Site): string =>
  docsPage(
    site,
    'keys',
    'Keys and rotation',
    'A key belongs to one app and does what its scopes say. It is shown once, when it is made.',
    html`<h2>Two kinds</h2>
      <p>
        <strong>Secret</strong> keys, <code>sk_…</code>, are for servers. <strong>Publishable</strong> keys,
        <code>pk_…</code>, are for web pages: they may chat and nothing else, and only from the origins on
        their list. A page's origin that is not on the list is refused with <code>origin_not_allowed</code>, a
        publishable key outside of a browser with <code>origin_required</code>.
      </p>
      <h2>How a key travels</h2>
      <p>
        Best as <code>Authorization: Bearer KEY</code>; also as <code>X-API-Key</code>, or as
        <code>api_key</code> in the JSON body or the query.
      </p>
      <h2>Secrets of a session</h2>
      <p>
        Every visitor of a page has the same publishable key, so it proves nothing about who asks. Whoever
        begins a session with one gets that session's secret: in the header <code>X-Session-Secret</code> and
        in the event <code>end</code>. Send it back as <code>X-Session-Secret</code> to go on with the
        session, to resume or stop an answer, to rate it, and to read the session. Without it the session does
        not exist for you.
      </p>
      <h2>Rotation</h2>
      <p>
        In the panel, under Keys, <em>Rotate</em> gives a key a new secret and lets the old one work for an
        overlap of your choice. Put the new one in place in that time; afterwards the old one is refused with
        <code>api_key_rotated</code>. Scopes, origins, limits and budget stay. A revoked key is refused with
        <code>api_key_revoked</code> within a second, everywhere, and stays so.
      </p>`,
  );
