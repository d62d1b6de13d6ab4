import { html } from 'ghtml';
import { page, searchForm, type Site } from './layout.ts';

/** What people see at an address that does not exist. Programs get the error as JSON. */
export const missingPage = (site: Site): string =>
  page(
    site,
    'Page not found · Docent',
    'There is no page at this address.',
    html`<section class="wide final">
      <h1>There is no page at this address</h1>
      <p class="lead">Check the address, search the docs, or begin at the start page.</p>
      !${searchForm('')}
      <p class="actions">
        <a class="button" href="/">Start page</a> <a class="button plain" href="/docs">Reference</a>
      </p>
    </section>`,
  );
