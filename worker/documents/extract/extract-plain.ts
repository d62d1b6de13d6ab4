import { decodeText } from './decode-text.ts';
import type { Extracted } from './extracted.ts';

/** Plain text and Markdown are their own text. */
export function extractPlain(bytes: Uint8Array, format: Extracted['format']): Extracted {
  return { text: decodeText(bytes), pages: [], format };
}
