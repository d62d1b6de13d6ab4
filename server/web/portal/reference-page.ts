import { html } from 'ghtml';
import { codeBlock, inline, prose } from './highlight.ts';
import { docsPage, type Site } from './layout.ts';
import type { Field, Reference } from './read-reference.ts';

const about: Record<string, string> = {
  Chat: 'Ask a question and get an answer from your documents, with citations.',
  Documents: 'Upload documents, and follow each until it is ready.',
  Search: 'Find passages without generating an answer.',
  Sessions: 'Conversations with their messages, citations and tokens.',
  Usage: 'Tokens and cost, from a ledger with one row per model call.',
  Status: 'State of the service. No key needed.',
  Widget: 'Settings of the widget, with its publishable key.',
  Privacy: 'Erasure and export of personal data.',
};

export const aboutArea = (area: string): string => about[area] ?? `The operations of ${area}.`;

/** The reference page of one area of the API, from the OpenAPI document. */
export const referencePage = (site: Site, area: string, operations: Reference[]): string =>
  docsPage(site, area.toLowerCase(), area, aboutArea(area), operations.map(operationSection).join(''));

const operationSection = (operation: Reference): string =>
  html`<section class="operation" id="${operation.id}">
    <h2>${operation.summary}</h2>
    <p class="route">
      <span class="method ${operation.method.toLowerCase()}">${operation.method}</span>
      <code>/api/v1${operation.path}</code>
    </p>
    !${prose(operation.description)} !${sampleTabs(operation)}
    !${fieldTable('Parameters', operation.parameters, operation.summary)}
    !${fieldTable('Body', operation.body, operation.summary)}
    !${operation.events ? prose('With `"stream": true` the same data arrives as events: `message` {content}, `citation`, and one `end` or `error`. A comment line every 15 s keeps proxies open.') : ''}
    !${
      operation.response === undefined
        ? ''
        : html`<h3>Response</h3>
            !${codeBlock('json', JSON.stringify(operation.response, null, 2), `Response: ${operation.summary}`)}`
    }
    !${answerDetails(operation)}
    <p class="codes">
      Errors:
      !${operation.codes.map((code) => html`<a href="/docs/errors#${code}"><code>${code}</code></a>`).join(' ')}
    </p>
  </section>`;

const languages = [
  ['curl', 'curl', 'bash'],
  ['javascript', 'JavaScript', 'javascript'],
  ['python', 'Python', 'python'],
  ['client', 'Typed client', 'javascript'],
] as const;

/** The request in each language, without a script: the chosen one is shown. */
const sampleTabs = ({ id, summary, samples }: Reference): string =>
  html`<div class="samples" role="group" aria-label="Request: ${summary}">
    !${languages
      .map(
        ([name, label]) =>
          html`<input
              type="radio"
              name="sample-${id}"
              id="${id}-${name}"
              class="pick-${name}"
              !${name === 'curl' ? 'checked' : ''}
            /><label for="${id}-${name}">${label}</label>`,
      )
      .join('')}
    !${languages
      .map(
        ([name, label, language]) =>
          html`<div class="sample ${name}">
            !${codeBlock(language, samples[name], `${label}: ${summary}`)}
          </div>`,
      )
      .join('')}
  </div>`;

const answerDetails = ({ answer, summary }: Reference): string =>
  answer.length === 0
    ? ''
    : html`<details>
        <summary>Fields of the response</summary>
        !${fieldTable('Fields of the response', answer, summary)}
      </details>`;

const fieldTable = (title: string, fields: Field[], of: string): string =>
  fields.length === 0
    ? ''
    : html`<h3>${title}</h3>
        <div class="table" tabindex="0" role="region" aria-label="${title}: ${of}">
          <table>
            <thead>
              <tr>
                <th scope="col">Field</th>
                <th scope="col">Type</th>
                <th scope="col">Description</th>
              </tr>
            </thead>
            <tbody>
              !${rows(fields)}
            </tbody>
          </table>
        </div>`;

const rows = (fields: Field[], within = ''): string =>
  fields
    .map(
      (field) =>
        html`<tr>
            <td>
              <code>${within}${field.name}</code
              >!${field.required ? ' <span class="required">required</span>' : ''}
            </td>
            <td><code class="type">${field.type}</code></td>
            <td>!${inline(field.about)}</td>
          </tr>
          !${rows(field.fields, `${within}${field.name}${field.type.endsWith('[]') ? '[]' : ''}.`)}`,
    )
    .join('');
