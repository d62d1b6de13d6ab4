import { expect, test } from 'vitest';
import type { Recognised } from '../extracted.ts';
import { findScans } from './find-scans.ts';
import type { Line } from './join-characters.ts';
import type { Page } from './read-pages.ts';
import { SCANNED } from './write-pages.ts';

const line = (text: string): Line => ({ text, left: 0, right: 9, y: 9, size: 9, angle: 0, tag: undefined });
const page = (text: string, more: Partial<Page> = {}): Page => ({
  ...SCANNED,
  hasPictures: false,
  pictureShare: 0,
  lines: text === '' ? [] : [line(text)],
  characters: text.length,
  ...more,
});
const LONG = 'A page of text of its own, which is more than a stamp of a scanner on its picture has.';

const pages: Page[] = [
  page(LONG, { hasPictures: true, pictureShare: 1 }),
  SCANNED,
  page(''),
  page('Scanned 2026', { hasPictures: true, pictureShare: 0.95 }),
  page('', { paths: 400 }),
  page(LONG, { unmapped: 60 }),
];
const find = (known: Partial<Recognised>) =>
  findScans(
    pages,
    pages.map(({ lines }) => lines),
    { texts: new Map(), reasons: new Map(), most: 9, ...known },
  );

test('pages that show their text as a picture, below a stamp, as outlines or in fonts without a map are scans', () => {
  expect(find({})).toMatchObject({ count: 4, open: [2, 4, 5, 6] });
  expect(find({ most: 2 })).toMatchObject({ open: [2, 4] });
});

test('a page keeps the text that it has, unless more was recognised or its own is of no use', () => {
  const texts = new Map([
    [2, 'A scan.'],
    [4, 'Scanned'],
    [5, ''],
    [6, 'Fonts.'],
  ]);
  const scans = find({ texts });
  expect(scans.open).toEqual([]);
  expect([...scans.texts]).toEqual([
    [1, 'A scan.'],
    [5, 'Fonts.'],
  ]);
});

test('what was not recognised is named with its reason, and not if it had text anyway', () => {
  const scans = find({ reason: 'No OCR.', reasons: new Map([[4, 'Too dark.']]) });
  expect([...scans.unread]).toEqual([
    ['No OCR.', [2]],
    ['Too dark.', [4]],
  ]);
});
