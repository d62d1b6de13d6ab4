import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import xml from 'highlight.js/lib/languages/xml';
import { html } from 'ghtml';

const languages = { bash, javascript, json, python, xml };
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

export type Language = keyof typeof languages;
export const isLanguage = (name: string): name is Language => name in languages;

/** A block of code with a button to copy it; portal.js shows the button. */
export const codeBlock = (language: Language, code: string, label = 'Code'): string =>
  html`<div class="code">
    <button class="copy" type="button" hidden>Copy</button>
    <pre
      tabindex="0"
      role="region"
      aria-label="${label}"
    ><code>!${hljs.highlight(code.trim(), { language }).value}</code></pre>
  </div>`;

/** A description from the contract as HTML: it has only \`code\` and paragraphs. */
export const prose = (text: string): string =>
  text
    .split('\n\n')
    .map((part) => `<p>${inline(part)}</p>`)
    .join('');

export const inline = (text: string): string =>
  text
    .split('`')
    .map((part, index) => (index % 2 ? html`<code>${part}</code>` : html`${part}`))
    .join('');
