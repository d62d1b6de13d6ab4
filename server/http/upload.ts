// multipart/form-data: each file streams into the vault as it arrives; documents are made when all have.
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import type { Request } from 'express';
import { Metadata } from '../../shared/contract/fields.ts';
import { DocentError, fail } from '../../shared/errors.ts';
import type { Call } from '../call.ts';
import { discardUpload, stageUpload, type StagedUpload } from '../documents/stage-upload.ts';
import { registerDocuments } from '../documents/upload-documents.ts';

const MOST_FILES = 100;

/**
 * Reads the form and registers its files as documents.
 * @throws invalid_request, payload_too_large, unsupported_media_type; none of the files is kept then
 */
export async function readUpload(call: Call, req: Request) {
  const form = openForm(req);
  const staging: Promise<StagedUpload>[] = [];
  let metadata: string | undefined;
  let problem: DocentError | undefined;
  const stop = (error: DocentError) => {
    problem ??= error;
    form.destroy(error);
  };
  form.on('file', (_field, stream, name) => {
    // Busboy goes on with the next part when this one has been read: files are staged one after the other.
    const source = stream.pipe(new PassThrough());
    stream.on('error', (error) => source.destroy(error));
    form.on('close', () => source.readableEnded || source.destroy());
    const staged = stageUpload(call, name?.trim() || 'document', source);
    staged.catch((error) => stop(error instanceof DocentError ? error : new DocentError('internal_error', undefined, {}, error)));
    staging.push(staged);
  });
  form.on('field', (name, value) => {
    if (name === 'metadata') metadata = value;
  });
  form.on('filesLimit', () => stop(new DocentError('invalid_request', `At most ${MOST_FILES} files at once.`)));

  const finished = await pipeline(req, form).then(
    () => true,
    () => false,
  );
  const outcomes = await Promise.allSettled(staging);
  const staged = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  try {
    if (problem) throw problem;
    if (!finished) fail('invalid_request', 'The form ended before it was complete.');
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    if (staged.length === 0) fail('invalid_request', 'The form holds no file: send at least one part named file.');
    return await registerDocuments(call, staged, readMetadata(metadata));
  } catch (error) {
    await Promise.all(staged.map((upload) => discardUpload(call, upload.blobId)));
    throw error;
  }
}

function openForm(req: Request) {
  try {
    return new Busboy({
      headers: req.headers as { 'content-type': string },
      limits: { files: MOST_FILES, fields: 20, fieldSize: 65_536, parts: MOST_FILES + 20 },
    });
  } catch {
    return fail('invalid_request', 'The multipart form has no boundary: let your HTTP client set the Content-Type.');
  }
}

function readMetadata(text: string | undefined): Record<string, unknown> {
  if (!text) return {};
  try {
    return Metadata.parse(JSON.parse(text));
  } catch {
    return fail('invalid_request', 'metadata must be a JSON object of at most 16 kB.');
  }
}
