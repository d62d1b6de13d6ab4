import { encode } from 'fast-png';
import type { Picture } from '../extract/pdf/render-page.ts';

/** A grey picture as a file: PNG, or PGM, which needs no time but is large. */
export function encodePicture({ width, height, data }: Picture, form: 'pgm' | 'png'): Uint8Array {
  if (form === 'png') return encode({ width, height, data, channels: 1, depth: 8 });
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), data]);
}
