import utif, { type IFD } from 'utif2';
import type { PictureType } from '../../../../shared/contract/media-type.ts';
import { ExtractionError } from '../extraction-error.ts';

/** How many pages a picture has. @throws ExtractionError for damaged files */
export const countPages = (bytes: Uint8Array, type: PictureType): number =>
  type === 'image/tiff' ? readPages(bytes).length : 1;

/** A page has a width; other directories are thumbnails' and cameras' notes. @throws ExtractionError */
export function readPages(bytes: Uint8Array): IFD[] {
  try {
    const pages = utif.decode(Buffer.from(bytes)).filter((page) => 't256' in page && !isSmaller(page));
    if (pages.length > 0) return pages;
  } catch (error) {
    throw new ExtractionError('broken_document', DAMAGED, error);
  }
  throw new ExtractionError('broken_document', DAMAGED);
}

export const DAMAGED =
  'This picture is damaged and cannot be read. Open it in a picture viewer, save it as PNG and upload that file.';

/** A reduced copy of another page, by its tag NewSubfileType. */
const isSmaller = ({ t254 }: IFD): boolean => Array.isArray(t254) && (Number(t254[0]) & 1) === 1;
