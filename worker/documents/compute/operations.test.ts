import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { chunkVector } from '../../../shared/retrieval/lexical.ts';
import { chunkTerms } from '../../../shared/retrieval/terms.ts';
import { createComputePool } from './pool.ts';

const pool = createComputePool();
const options = { timeoutMs: 50_000 };
const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../extract/fixtures/${name}`, import.meta.url)));

afterAll(() => pool.close());

test('a document comes back as text, chunks and their terms', { timeout: 60_000 }, async () => {
  const bytes = fixture('handbook.pdf');
  const prepared = await pool.run(
    'prepareDocument',
    { bytes, type: 'application/pdf', appId: 'app_a', name: 'file.pdf' },
    options,
  );
  const { text, title, format, language, tokenCount, chunks } = prepared;
  expect({ format, language }).toEqual({ format: 'markdown', language: 'de' });
  expect(tokenCount).toBe(chunks.reduce((sum, { tokens }) => sum + tokens, 0));
  const cleaning = chunks.find(({ headings }) => headings.includes('Reinigung'))!;
  expect(cleaning).toMatchObject({ page: 1, text: text.slice(cleaning.start, cleaning.end) });
  const terms = chunkTerms([...cleaning.headings, cleaning.text].join('\n'), 'de');
  expect(cleaning.terms).toEqual(chunkVector('app_a', terms, chunkTerms(`file\n${title}`, 'de')));
  expect(chunks.find(({ headings }) => headings.includes('Entsorgung'))!.page).toBe(3);
});

test('HTML is read there too', { timeout: 60_000 }, async () => {
  const bytes = fixture('article.html');
  const { chunks } = await pool.run(
    'prepareDocument',
    { bytes, type: 'text/html', appId: 'app_a', name: 'page.html' },
    options,
  );
  expect(chunks.map(({ headings }) => headings.at(-1))).toContain('Fees');
});

test('a document that cannot be read says why', { timeout: 60_000 }, async () => {
  const bytes = fixture('encrypted.pdf');
  const refused = pool.run(
    'prepareDocument',
    { bytes, type: 'application/pdf', appId: 'app_a', name: 'file.pdf' },
    options,
  );
  await expect(refused).rejects.toMatchObject({ name: 'ExtractionError', code: 'encrypted_document' });
});

test('texts are embedded in their order', { timeout: 60_000 }, async () => {
  const texts = ['returning an order', 'cleaning the mill'];
  const both = await pool.run('embedTexts', { texts }, options);
  const [last] = await pool.run('embedTexts', { texts: texts.slice(1) }, options);
  expect(both).toHaveLength(2);
  expect(both[1]).toEqual(last);
  expect(both[0]).not.toEqual(last);
});
