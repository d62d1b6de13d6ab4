import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { beforeAll, expect, test } from 'vitest';
import { renderMarkdown } from './markdown.ts';

beforeAll(() => {
  globalThis.document = parseHTML('<html><body></body></html>').document;
});

function rendered(text: string): HTMLElement {
  const into = document.createElement('div');
  renderMarkdown(into, text);
  return into;
}

const vectors = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[a](javascript:alert(1))',
  '[a](JaVaScRiPt:alert(1))',
  '[a](data:text/html,<script>alert(1)</script>)',
  '[a](\tjavascript:alert(1))',
  '[a](https://x"onmouseover="alert(1))',
  '![x](https://x/y.png)',
  '<a href="vbscript:x">',
  '**<svg/onload=alert(1)>**',
  '```\n</code></pre><script>',
  '`<b>`',
  '&lt;script&gt;',
  'https://x.example/"><script>',
  '[1]',
  '\n- ',
  '\n# ',
  '\n\n',
  '*',
  '`',
  '](',
];
const ALLOWED = new Set(
  'P UL OL LI PRE CODE STRONG EM DEL SUP A BLOCKQUOTE HR BR DIV TABLE THEAD TBODY TR TH TD'.split(' '),
);
const ATTRIBUTES = new Set(['href', 'target', 'rel', 'start', 'tabindex', 'class']);

test('whatever a model writes, only known elements with safe links come out, and no text is lost to a tag', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...vectors), fc.string()), { maxLength: 12 }), (parts) => {
      const root = rendered(parts.join(''));
      for (const element of root.querySelectorAll('*')) {
        expect(ALLOWED.has(element.tagName)).toBe(true);
        for (const name of element.getAttributeNames()) expect(ATTRIBUTES).toContain(name);
        if (element.tagName === 'A') expect(element.getAttribute('href')).toMatch(/^(https?:\/\/|mailto:)/i);
      }
    }),
    { numRuns: 500 },
  );
  expect(rendered('<script>alert(1)</script>').textContent).toBe('<script>alert(1)</script>');
});

test('the usual Markdown becomes what it means, also while it is still being written', () => {
  const shape = (text: string) => rendered(text).innerHTML;
  expect(shape('One **two** [1].')).toBe('<p>One <strong>two</strong> <sup>1</sup>.</p>');
  expect(shape('- a\n- b\n\n1. c')).toBe('<ul><li>a</li><li>b</li></ul><ol start="1"><li>c</li></ol>');
  expect(shape('```js\nlet a')).toBe('<pre tabindex="0"><code>let a</code></pre>');
  expect(shape('One **tw')).toBe('<p>One **tw</p>');
  expect(rendered('[x](https://e.example/a)').querySelector('a')!.getAttribute('rel')).toContain('noopener');
});

test.each([
  ['both of [1, 2]', '<p>both of <sup>1</sup><sup>2</sup></p>'],
  [
    '1. One\n   - a\n   - b\n2. Two',
    '<ol start="1"><li>One<ul><li>a</li><li>b</li></ul></li><li>Two</li></ol>',
  ],
  ['3. Three', '<ol start="3"><li>Three</li></ol>'],
  ['> quoted', '<blockquote><p>quoted</p></blockquote>'],
  ['---', '<hr>'],
  ['- [x] done\n- [ ] open', '<ul><li>☑ done</li><li>☐ open</li></ul>'],
  ['~~gone~~', '<p><del>gone</del></p>'],
  ['10~20 or 30~40 days', '<p>10~20 or 30~40 days</p>'],
  ['![a plan](https://e.example/plan.png)', '<p>a plan</p>'],
  ['[press](javascript:void)', '<p>press</p>'],
  ['## Fees', '<p><strong>Fees</strong></p>'],
  [
    '| Day | Hours |\n| --- | --- |\n| Monday | **9 to 5** |',
    '<div tabindex="0" class="wide"><table><thead><tr><th>Day</th><th>Hours</th></tr></thead><tbody><tr><td>Monday</td><td><strong>9 to 5</strong></td></tr></tbody></table></div>',
  ],
  ['[1]: https://e.example/a\n\nSee [1].', '<p>See <sup>1</sup>.</p>'],
])('%s', (text, html) => {
  expect(rendered(text).innerHTML).toBe(html);
});

test('what is nested too deep to be read is shown as it came', () => {
  const deep = `${'> '.repeat(3_000)}end`;
  expect(rendered(deep).textContent).toContain('end');
});
