import { expect, test } from 'vitest';
import { extractText } from './extract-text.ts';

const read = async (body: string) =>
  (await extractText(new TextEncoder().encode(`<html><body>${body}</body></html>`), 'text/html')).text;

test('merged cells of a table are in each row and column that they cover', async () => {
  const table =
    '<table><tr><th rowspan="2">Day</th><th colspan="2">Hours</th></tr><tr><th>from</th><th>to</th></tr><tr><td>Mon</td><td>9</td><td>17</td></tr><tr><td>Sun</td><td colspan="2">closed</td></tr></table>';
  expect(await read(table)).toBe(
    '| Day | Hours | Hours |\n| --- | --- | --- |\n| Day | from | to |\n| Mon | 9 | 17 |\n| Sun | closed | closed |',
  );
});

test('a table within a cell stays in its row', async () => {
  const inner = '<table><tr><td>A4</td><td>2 cents</td></tr><tr><td>A3</td><td>4 cents</td></tr></table>';
  expect(
    await read(
      `<table><tr><th>What</th><th>Price</th></tr><tr><td>Copies</td><td>${inner}</td></tr></table>`,
    ),
  ).toBe('| What | Price |\n| --- | --- |\n| Copies | A4, 2 cents; A3, 4 cents |');
});

test.each([
  [
    'a raised figure is marked',
    '<p>EUR 25<sup>1</sup>, 10<sup>6</sup> units, the 2<sup>nd</sup></p>',
    'EUR 25^1, 10^6 units, the 2nd',
  ],
  [
    'the reading above a word is left out',
    '<p>the <ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby> office</p>',
    'the 東京 office',
  ],
  [
    'a formula is in its sentence',
    '<p>so <math><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mfrac><mi>a</mi><mi>b</mi></mfrac></math> holds</p>',
    'so x^2=a/b holds',
  ],
  [
    "a page's own elements are in their sentence",
    '<p>costs <x-price>5</x-price> a <my-unit>day</my-unit></p>',
    'costs 5 a day',
  ],
  [
    'definitions stand with their terms',
    '<dl><dt>Fee</dt><dd>5 euros</dd><dt>Term</dt><dd>a year</dd></dl>',
    '- Fee: 5 euros\n- Term: a year',
  ],
  ['a list begins where it says', '<ol start="3"><li>three</li><li>four</li></ol>', '3. three\n4. four'],
  [
    'what is struck out is marked',
    '<p>Fee: <del>40</del> <s> 35 </s>30 euros</p>',
    'Fee: ~~40~~ ~~35~~ 30 euros',
  ],
  [
    'a link around a heading and a text is both',
    '<div>Rooms: <a href="https://example.com/"><h3>Hall</h3><p>40 seats</p></a></div>',
    'Rooms:\n\n### Hall\n\n40 seats',
  ],
  [
    'a list goes on where an item says',
    '<ol><li>one</li><li value="7">seven</li><li>eight</li></ol>',
    '1. one\n7. seven\n8. eight',
  ],
  [
    'a list that counts down does',
    '<ol reversed><li>third</li><li>second</li><li>first</li></ol>',
    '3. third\n2. second\n1. first',
  ],
  [
    'boxes are ticked or not',
    '<ul><li><input type="checkbox" checked>Tea</li><li><input type="checkbox">Milk</li></ul>',
    '- ☒ Tea\n- ☐ Milk',
  ],
  [
    'an accordion keeps its questions and its closed answers',
    '<h3><button aria-expanded="false" aria-controls="a">How long?</button></h3><div id="a" hidden aria-hidden="true">Delivery takes four working days from Monday to Friday.</div>',
    '### How long?\n\nDelivery takes four working days from Monday to Friday.',
  ],
  [
    'notes beside the content stay, those around it go',
    '<nav>Home</nav><main><p>Rules.</p><aside>But not on Sundays.</aside></main><aside>Adverts</aside><footer>Imprint</footer>',
    'Rules.\n\nBut not on Sundays.',
  ],
])('%s', async (_, html, text) => {
  expect(await read(html)).toBe(text);
});

test.each([
  '<!doctype html><html lang="en"><title>Pool</title><p>Open daily.<p>Free for children.',
  '<html><head><title>Pool</title></head><p>Open daily.</p><p>Free for children.</p></html>',
  '<!doctype html><title>Pool</title><p>Open daily.<p>Free for children.',
])('a page whose tags are left out where they may be has its text: %s', async (page) => {
  const { text } = await extractText(new TextEncoder().encode(page), 'text/html');
  expect(text).toBe('# Pool\n\nOpen daily.\n\nFree for children.');
});

test.each([
  [
    '<title>Just a moment...</title><p>Checking your browser before you go on.</p>',
    /whether its visitor is a person/,
  ],
  ['<h1>Welcome</h1><p>Please log in to continue.</p>', /request to sign in/],
  ['<div id="app">Loading…</div>', /only with JavaScript/],
  ['<p>You need to enable JavaScript to run this app.</p>', /only with JavaScript/],
])('a page that says nothing of its own is refused: %s', async (html, message) => {
  await expect(read(html)).rejects.toMatchObject({
    code: 'no_article',
    message: expect.stringMatching(message),
  });
});

test('a page about logins and robots is read', async () => {
  const text = await read(
    `<h1>Help</h1><p>${'Please log in to continue means that your session has ended. '.repeat(30)}</p>`,
  );
  expect(text).toContain('your session has ended');
});

// Each took minutes when the text before was searched again for each note, and for each empty line.
const long = `<p>${'The pool is open from May to September, every day from nine until eight, and children swim for free. '.repeat(5)}</p>`;

test.each([
  '<div class="social-housing"><p>Tenants pay half.</p></div>',
  '<div class="remarks"><p>Dogs stay outside.</p></div>',
  '<section id="extra-charges"><p>Towels cost 2 euros.</p></section>',
  '<div role="alert">Closed on 24 December.</div>',
  '<aside><p>The sauna is closed on Mondays.</p></aside>',
  '<p>Ask for:<br>\n<br>\na cap</p>',
  '<form><ul><li>Bring form 12.</li></ul></form>',
])('a short part of a long article is kept, whatever its name: %s', async (part) => {
  const without = await read(`<main><h1>Pool</h1>${long.repeat(3)}${long}</main>`);
  const text = await read(`<main><h1>Pool</h1>${long.repeat(3)}${part}${long}</main>`);
  expect(text.length).toBeGreaterThan(without.length);
  expect(text).toContain(/[^<>]+(?=<\/(?:p|li|div)>)/.exec(part)![0].trim());
});

test('links and footers around an article are left out', async () => {
  const around =
    '<div class="share"><a href="/a">Tell a friend</a> <a href="/b">Print</a></div><div class="footer"><p>Made by us.</p></div>';
  const text = await read(`<div><h1>Pool</h1>${long.repeat(4)}${around}</div>`);
  expect(text).not.toMatch(/friend|Made by us/);
});

test('a page that is one table, list or text of fixed width keeps its form', async () => {
  const cell = 'The pool is open from May to September, every day from nine until eight, as ever.';
  expect(
    await read(
      `<table><tr><th>When</th><th>Who</th></tr>${`<tr><td>${cell}</td><td>All</td></tr>`.repeat(8)}</table>`,
    ),
  ).toMatch(/^\| When/);
  expect(await read(`<ul>${`<li>${cell}</li>`.repeat(8)}</ul>`)).toMatch(/^- The pool/);
  expect(await read(`<pre>${`${cell}\n`.repeat(8)}</pre>`)).toMatch(/^```\nThe pool/);
});

test('a paragraph with thousands of raised figures is read', async () => {
  const text = await read(
    `<p>${'area in m<sup>2</sup> and <b>volume in m<sup>3</sup></b>, '.repeat(20_000)}</p>`,
  );
  expect(text.match(/m\^2 and volume in m\^3/g)).toHaveLength(20_000);
});

test('a short page with very many empty lines is read', async () => {
  const text = await read(`<pre>first${'\n'.repeat(400_000)}last</pre>`);
  expect(text.split(/\n+/)).toEqual(['```', 'first', 'last', '```']);
});
