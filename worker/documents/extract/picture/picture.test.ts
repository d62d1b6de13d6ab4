import { readFileSync } from 'node:fs';
import { decode, encode } from 'fast-png';
import { expect, test } from 'vitest';
import type { PictureType } from '../../../../shared/contract/media-type.ts';
import { detectType } from '../../../../shared/documents/detect-type.ts';
import { renderPage } from '../pdf/render-page.ts';
import { countPages } from './count-pages.ts';
import { pictureToPdf } from './picture-to-pdf.ts';
import { fromPng } from './to-grey.ts';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../fixtures/${name}`, import.meta.url)));

test('the type of a picture is decided by its content', async () => {
  const png = encode({ width: 1, height: 1, channels: 1, depth: 8, data: new Uint8Array(1) });
  expect(await detectType(png, 'a.txt')).toBe('image/png');
  expect(await detectType(fixture('turned.jpg').subarray(0, 4_096), 'a')).toBe('image/jpeg');
  expect(await detectType(fixture('fax.tif').subarray(0, 4_096), 'a.pdf')).toBe('image/tiff');
});

test('a PNG becomes grey at any depth; what is transparent is white', () => {
  const grey = (
    channels: 1 | 2 | 3 | 4,
    depth: 1 | 8 | 16,
    data: Uint8Array | Uint16Array,
    width: number,
  ) => [
    ...fromPng(
      decode(
        encode({
          width,
          height: data.length / Math.max(1, depth === 1 ? 2 : width * channels),
          channels,
          depth,
          data,
        }),
      ),
    ).data,
  ];
  expect(grey(1, 8, new Uint8Array([0, 128, 255]), 3)).toEqual([0, 128, 255]);
  expect(grey(1, 16, new Uint16Array([0, 65_535]), 2)).toEqual([0, 255]);
  expect(grey(2, 8, new Uint8Array([0, 255, 0, 0, 0, 51]), 3)).toEqual([0, 255, 204]);
  expect(grey(3, 8, new Uint8Array([255, 0, 0, 255, 255, 255]), 2)).toEqual([76, 255]);
  expect(grey(4, 8, new Uint8Array([9, 9, 9, 0, 0, 0, 0, 255]), 2)).toEqual([255, 0]);
  // Nine pixels a row, of a bit each: a row begins with a new byte.
  expect(grey(1, 1, new Uint8Array([0b10101010, 0b10000000]), 9)).toEqual([
    255, 0, 255, 0, 255, 0, 255, 0, 255,
  ]);
});

test('pictures are drawn upright and large enough for OCR, each page of a TIFF on its own', async () => {
  const draw = (name: string, type: PictureType, number = 1) =>
    renderPage(pictureToPdf(fixture(name), type, number), 1, 12_000_000);
  expect(countPages(fixture('fax.tif'), 'image/tiff')).toBe(2);
  const [first, second] = [await draw('fax.tif', 'image/tiff', 1), await draw('fax.tif', 'image/tiff', 2)];
  expect(first).toMatchObject({ width: 2_448, height: 3_263 });
  expect(first!.hash).not.toBe(second!.hash);
  // Stored as 400 × 1,224 pixels.
  const turned = await draw('turned.jpg', 'image/jpeg');
  expect(turned!.width).toBeGreaterThan(turned!.height * 3);
});

test.each([
  ['image/png', 'cut off', (bytes: Uint8Array) => bytes.subarray(0, 60)],
  ['image/jpeg', 'cut off', () => fixture('turned.jpg').subarray(0, 40)],
  ['image/tiff', 'cut off', () => fixture('fax.tif').subarray(0, 20)],
  [
    'image/png',
    'of 10,000 million pixels',
    (bytes: Uint8Array) => {
      new DataView(bytes.buffer).setUint32(16, 100_000);
      new DataView(bytes.buffer).setUint32(20, 100_000);
      return bytes;
    },
  ],
] as const)('a %s that is %s says what to do', (type, _what, spoil) => {
  const png = encode({
    width: 40,
    height: 40,
    channels: 1,
    depth: 8,
    data: new Uint8Array(1_600).map(Math.random),
  });
  const open = () => {
    const bytes = spoil(Uint8Array.from(png));
    countPages(bytes, type);
    pictureToPdf(bytes, type, 1);
  };
  expect(open).toThrow(/^This picture (is damaged|has more than 100 million pixels)/);
});
