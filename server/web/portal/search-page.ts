import { html } from 'ghtml';
import { docsPage, type Site } from './layout.ts';
import type { Found } from './open-search.ts';

/** What a search of the docs found. */
export const searchPage = (site: Site, words: string, found: Found[]): string =>
  docsPage(
    site,
    '',
    words ? `Results for “${words}”` : 'Search the docs',
    !words
      ? 'Type what you look for into the field beside this text.'
      : found.length === 0
        ? 'Nothing found. Try other words, or look through the list of pages.'
        : 'Found by Docent’s own search, the best first.',
    found.length === 0
      ? ''
      : html`<ol class="results">
          !${found
            .map(
              ({ href, title, page, text }) =>
                html`<li>
                  <h2><a href="${href}">${title}</a></h2>
                  <p>${text}</p>
                  <p class="hint">${page}</p>
                </li>`,
            )
            .join('')}
        </ol>`,
  );
