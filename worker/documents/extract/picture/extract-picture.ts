import type { PictureType } from '../../../../shared/contract/media-type.ts';
import type { Extracted, Recognised } from '../extracted.ts';
import { SCANNED, writePages } from '../pdf/write-pages.ts';
import { countPages } from './count-pages.ts';

/**
 * The text that was recognised of a picture; a TIFF can have several pages.
 * @throws ExtractionError if there is none, and for damaged files
 */
export function extractPicture(bytes: Uint8Array, type: PictureType, recognised?: Recognised): Extracted {
  const pages = Array.from({ length: countPages(bytes, type) }, () => SCANNED);
  return writePages(pages, '', recognised);
}
