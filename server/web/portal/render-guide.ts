import { html } from 'ghtml';
import { Marked, type Tokens } from 'marked';
import { codeBlock, isLanguage } from './highlight.ts';

/** `markdown`: the same text to read without HTML. */
export type Guide = { title: string; lead: string; body: string; markdown: string };

/**
 * A guide in Markdown as HTML. Raw HTML in it stays text. A code block's first word is its language, the rest its label.
 * @param values replace `{{name}}` in the Markdown
 * @param blocks replace a paragraph that is only `{{name}}`: HTML of our own, and the same as Markdown
 * @throws for a name that neither has, and for a guide without a title or a first paragraph
 */
export function renderGuide(
  markdown: string,
  values: Record<string, string>,
  blocks: Record<string, { html: string; markdown: string }> = {},
): Guide {
  const text = markdown.replaceAll(/\{\{(\w+)\}\}/g, (placeholder, name: string) => {
    if (name in blocks) return placeholder;
    return values[name] ?? missing(placeholder);
  });
  const [, title, lead, rest] =
    /^# (.+)\n\n([^]+?)\n\n([^]+)$/.exec(text) ?? missing('a title and a first paragraph');
  const label = { table: '' };
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text: heading }) {
        label.table = heading;
        return `<h${depth} id="${slugOf(heading)}">${this.parser.parseInline(tokens)}</h${depth}>`;
      },
      paragraph({ tokens, text: paragraph }) {
        const block = /^\{\{(\w+)\}\}$/.exec(paragraph)?.[1];
        return block ? blocks[block]!.html : `<p>${this.parser.parseInline(tokens)}</p>`;
      },
      code({ lang = '', text: code }) {
        const [language = '', ...words] = lang.split(' ');
        if (!isLanguage(language)) return missing(`the language ${language}`);
        return codeBlock(language, code, words.join(' ') || undefined);
      },
      table(token) {
        const cells = (row: Tokens.TableCell[], tag: 'th' | 'td') =>
          row
            .map(
              ({ tokens }) =>
                `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${this.parser.parseInline(tokens)}</${tag}>`,
            )
            .join('');
        const rows = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('');
        return tableFrame(label.table || title!, `<tr>${cells(token.header, 'th')}</tr>`, rows);
      },
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens);
        return /^(https?:\/\/|\/|#)/.test(href) ? html`<a href="${href}">!${words}</a>` : words;
      },
      image: ({ text: words }) => html`${words}`,
      html: ({ text: raw }) => html`${raw}`,
    },
  });
  return {
    title: title!,
    lead: lead!.replaceAll('\n', ' '),
    body: marked.parse(rest!, { async: false }),
    markdown: text.replaceAll(/^\{\{(\w+)\}\}$/gm, (_, name: string) => blocks[name]!.markdown),
  };
}

/** A table that scrolls sideways on a phone. `head` and `rows` are HTML. */
export const tableFrame = (label: string, head: string, rows: string): string =>
  html`<div class="table" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        !${head}
      </thead>
      <tbody>
        !${rows}
      </tbody>
    </table>
  </div>`;

export const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

function missing(what: string): never {
  throw new Error(`A guide of the portal has no value for ${what}.`);
}
