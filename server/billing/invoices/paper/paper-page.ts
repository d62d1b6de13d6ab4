import { createHash } from 'node:crypto';
import { html } from 'ghtml';
import type { Paper } from './describe-paper.ts';

const STYLE = `
@page { size: A4; margin: 18mm }
body { font: 15px/1.5 system-ui, sans-serif; color: #111; background: #fff; max-width: 46rem; margin: 3rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 0 1.5rem; line-height: 1.2 }
h2, dt { font-size: .8rem; font-weight: 400; margin: 0; color: #555 }
dl { display: flex; flex-wrap: wrap; gap: .5rem 2.5rem; margin: 0 0 2rem } dd { margin: 0 }
.parties { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 1rem 2.5rem; margin-bottom: 2rem }
p { margin: 0; overflow-wrap: anywhere } h2 + p { font-weight: 600 }
table { width: 100%; border-collapse: collapse; margin-bottom: 2rem; font-variant-numeric: tabular-nums }
th, td { padding: .4rem .5rem; border-bottom: 1px solid #ddd; text-align: right; vertical-align: top }
thead th { font-size: .8rem; font-weight: 400; color: #555; border-bottom-color: #111 }
td { white-space: nowrap } td:first-child { white-space: normal; overflow-wrap: anywhere }
th:first-child, td:first-child { text-align: left; padding-left: 0 } th:last-child, td:last-child { padding-right: 0 }
tfoot th { font-weight: 400 } tfoot td:last-child { white-space: nowrap } tfoot tr:not(.strong) :is(th, td) { border: 0; padding-block: .2rem }
.strong :is(th, td) { font-weight: 700; border-top: 1px solid #111; border-bottom: 0 }
.note { white-space: pre-line; color: #333; margin-top: 1rem } small { color: #555; display: block }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 10.5pt } thead { display: table-header-group } tr, .note { break-inside: avoid } }
@media (max-width: 30rem) { body { margin: 1rem auto } th:nth-child(2), td:nth-child(2), th:nth-child(3), td:nth-child(3) { display: none } }
`;

/** Not within the page's template: the formatter would add spaces, and the hash would be another. */
const STYLE_ELEMENT = `<style>${STYLE}</style>`;

/** What the page's Content-Security-Policy allows as its style. */
export const PAPER_STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** An invoice as a page to read and print. It needs nothing else: no script, no picture, no other file. */
export const paperPage = ({ title, facts, parties, columns, rows, totals, notes }: Paper): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        !${STYLE_ELEMENT}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <dl>
            !${facts
              .map(
                ([name, value]) =>
                  html`<div>
                    <dt>${name}</dt>
                    <dd>${value}</dd>
                  </div>`,
              )
              .join('')}
          </dl>
          <div class="parties">
            !${parties
              .map(
                ({ title, lines }) =>
                  html`<section>
                    <h2>${title}</h2>
                    !${lines.map((line) => html`<p dir="auto">${line}</p>`).join('')}
                  </section>`,
              )
              .join('')}
          </div>
          <table>
            <thead>
              <tr>
                !${columns.map((name) => html`<th scope="col">${name}</th>`).join('')}
              </tr>
            </thead>
            <tbody>
              !${rows
                .map(
                  ({ item, remark, calls, tokens, amount }) =>
                    html`<tr>
                      <td><bdi>${item}</bdi>!${remark ? html`<small>${remark}</small>` : ''}</td>
                      <td>${calls}</td>
                      <td>${tokens}</td>
                      <td>${amount}</td>
                    </tr>`,
                )
                .join('')}
            </tbody>
            <tfoot>
              !${totals
                .map(
                  ({ name, value, strong }) =>
                    html`<tr class="${strong ? 'strong' : ''}">
                      <th scope="row" colspan="3">${name}</th>
                      <td>${value}</td>
                    </tr>`,
                )
                .join('')}
            </tfoot>
          </table>
          !${notes.map((note) => html`<p class="note" dir="auto">${note}</p>`).join('')}
        </main>
      </body>
    </html> `;
