import { decodeText } from './decode-text.ts';
import type { Extracted } from './extracted.ts';

/** Plain text and Markdown are used as they are. */
export function extractPlain(bytes: Uint8Array, format: Extracted['format']): Extracted {
  return { text: decodeText(bytes), pages: [], format };
}
