import { Readable } from 'node:stream';
import { newId } from '../../../shared/platform/ids.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import type { Worker } from '../../worker.ts';

/**
 * Stores extracted texts, which all positions refer to. Their blobs are recorded first, so that none can be lost.
 * @returns ids of the blobs, in the order of the texts
 */
export async function keepTexts(
  worker: Worker,
  { appId, dataKey }: App,
  texts: { documentId: string; text: string }[],
): Promise<string[]> {
  const rows = texts.map(({ documentId }) => ({
    app_id: appId,
    blob_id: newId('blob'),
    document_id: documentId,
  }));
  if (rows.length === 0) return [];
  const record = () =>
    worker.db
      .insertInto('blobs')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  await record();
  await Promise.all(
    rows.map(({ blob_id: blobId }, index) =>
      worker.blobs.write(
        { appId, blobId, key: dataKey },
        Readable.from([Buffer.from(texts[index]!.text)]),
        Infinity,
      ),
    ),
  );
  // The documents and the records may have been deleted meanwhile: remove the files.
  await record();
  return rows.map((row) => row.blob_id);
}
