import { readFileSync, readdirSync } from 'node:fs';
import { html } from 'ghtml';
import { errorCodes } from '../../../shared/contract/errors.ts';
import { webhookEvents } from '../../../shared/contract/webhooks.ts';
import { inline } from './highlight.ts';
import { renderGuide, tableFrame, type Guide } from './render-guide.ts';

const FOLDER = new URL('./guides/', import.meta.url);

/**
 * The guides in guides/, in the order of their file names: `20-limits.md` is the page /docs/limits. Their text must be
 * true of this version.
 */
export function readGuides(publicUrl: string, maxUploadBytes: number): (Guide & { path: string })[] {
  const values = {
    base_url: publicUrl,
    max_upload: String(Math.floor(maxUploadBytes / 1_048_576)),
    error_example: JSON.stringify(errorExample, null, 2),
    webhook_events: Object.entries(webhookEvents)
      .map(([event, { shape }]) => `| \`${event}\` | \`${Object.keys(shape).join(', ')}\` |`)
      .join('\n'),
  };
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => ({
      path: name.replace(/^\d+-/, '').replace(/\.md$/, ''),
      ...renderGuide(readFileSync(new URL(name, FOLDER), 'utf8'), values, {
        error_codes: { html: errorTable(), markdown: errorMarkdown() },
      }),
    }));
}

const errorExample = {
  success: false,
  error: {
    code: 'invalid_api_key',
    message: errorCodes.invalid_api_key[1],
    request_id: 'req_01k9m3t1v8f2srr4gq9x0c6c6d',
    details: {},
  },
};

/** Each row has its code as its id, so that the reference can link to it. */
const errorTable = (): string =>
  tableFrame(
    'Error codes',
    '<tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">What happened, what to do</th></tr>',
    Object.entries(errorCodes)
      .map(
        ([code, [status, text]]) =>
          html`<tr id="${code}">
            <td><code>${code}</code></td>
            <td>${status}</td>
            <td>!${inline(text)}</td>
          </tr>`,
      )
      .join(''),
  );

const errorMarkdown = (): string =>
  [
    '| Code | Status | What happened, what to do |',
    '| --- | --- | --- |',
    ...Object.entries(errorCodes).map(([code, [status, text]]) => `| \`${code}\` | ${status} | ${text} |`),
  ].join('\n');
