// What a mail says, once for both of its forms: plain text, and simple HTML.
import { html } from 'ghtml';

/** A line, a link on a line of its own, or a list. */
export type Paragraph = string | { label: string; url: string } | { list: string[] };

export type Letter = {
  to: string;
  subject: string;
  paragraphs: Paragraph[];
  /** Why the person receives it. */
  reason: string;
};

/** Why somebody receives a mail that is chosen. */
export const chosen = (publicUrl: string): string =>
  `You have chosen this mail, or your role receives it. Change that at ${publicUrl}/admin/account#mail`;

/** A number with its noun: `1 document`, `2 documents`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** The letter as plain text. */
export const toText = ({ paragraphs, reason }: Letter): string =>
  [
    ...paragraphs.map((paragraph) => {
      if (typeof paragraph === 'string') return paragraph;
      if ('url' in paragraph) return `${paragraph.label}: ${paragraph.url}`;
      return paragraph.list.map((item) => `- ${item}`).join('\n');
    }),
    `-- \n${reason}`,
  ].join('\n\n') + '\n';

/** The letter as HTML that any mail program shows: no picture, no script, no address but that of Docent itself. */
export const toHtml = ({ subject, paragraphs, reason }: Letter): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${subject}</title>
      </head>
      <body style="font-family: sans-serif; line-height: 1.5; max-width: 40em">
        !${paragraphs.map(toElement).join('\n')}
        <p style="font-size: smaller">${reason}</p>
      </body>
    </html>`;

function toElement(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return html`<p>${paragraph}</p>`;
  if ('url' in paragraph) return html`<p><a href="${paragraph.url}">${paragraph.label}</a></p>`;
  return html`<ul>
    !${paragraph.list.map((item) => html`<li>${item}</li>`).join('\n')}
  </ul>`;
}
