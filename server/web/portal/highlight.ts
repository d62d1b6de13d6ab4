import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import xml from 'highlight.js/lib/languages/xml';
import { html } from 'ghtml';

const languages = { bash, javascript, json, python, xml };
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** A block of code with a button to copy it; the button is of use with script only, and shown by it. */
export const codeBlock = (language: keyof typeof languages, code: string, label = 'Code'): string =>
  html`<div class="code">
    <button class="copy" type="button" hidden>Copy</button>
    <pre
      tabindex="0"
      role="region"
      aria-label="${label}"
    ><code>!${hljs.highlight(code.trim(), { language }).value}</code></pre>
  </div>`;

/** Text of the contract as HTML: \`code\` and paragraphs are all it uses. */
export const prose = (text: string): string =>
  text
    .split('\n\n')
    .map((part) => `<p>${inline(part)}</p>`)
    .join('');

export const inline = (text: string): string =>
  text
    .split('`')
    .map((part, place) => (place % 2 ? html`<code>${part}</code>` : html`${part}`))
    .join('');
