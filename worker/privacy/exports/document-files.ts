import { Readable } from 'node:stream';
import { textAlone } from '../../../shared/documents/tables/table.ts';
import { FileMissing } from '../../../shared/security/vault/files/file-store.ts';
import type { Source } from './source.ts';
import { readPages } from './read-pages.ts';
import type { ZipEntry } from '../../../shared/platform/zip-entries.ts';

/** The paths of a document's files in the ZIP, by document. */
export type WrittenFiles = Map<string, { original: string | null; text: string | null }>;

/** Types that are already compressed. */
const COMPRESSED = /pdf|zip|officedocument|epub|jpeg|png/;

/** File extensions, so that a computer knows how to open a file. */
const endings: Record<string, string> = {
  'text/plain': 'txt',
  'text/markdown': 'md',
  'text/html': 'html',
  'text/csv': 'csv',
  'application/json': 'json',
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/epub+zip': 'epub',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/tiff': 'tif',
};

/** Originals and extracted texts of all documents. The names are ours, because an uploader's could be a path. */
export async function* documentFiles(
  { db, blobs, app, checkOn }: Source,
  written: WrittenFiles,
): AsyncGenerator<ZipEntry, void> {
  const { appId, dataKey: key } = app;
  const open = (blobId: string | null): Promise<Readable | null> =>
    blobId === null
      ? Promise.resolve(null)
      : blobs.read({ appId, blobId, key }).catch((error: unknown) => {
          // Deleted or processed again since its row was read.
          if (error instanceof FileMissing) return null;
          throw error;
        });
  for await (const page of readPages(db, { table: 'documents', key: ['document_id'], appId }))
    for (const row of page) {
      await checkOn();
      const folder = `documents/${row.document_id}`;
      const files = { original: null, text: null } as { original: string | null; text: string | null };
      const original = await open(row.original_blob);
      if (original) {
        files.original = `${folder}/original.${endings[row.media_type] ?? 'bin'}`;
        yield { path: files.original, source: original, stored: COMPRESSED.test(row.media_type) };
      }
      const text = await open(row.text_blob);
      if (text) {
        files.text = `${folder}/text.txt`;
        yield { path: files.text, source: Readable.from(textAlone(text)) };
      }
      written.set(row.document_id, files);
    }
}
