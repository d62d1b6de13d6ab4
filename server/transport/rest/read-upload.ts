// multipart/form-data: each file streams into the vault as it arrives. Documents are created when all have arrived.
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import type { Request } from 'express';
import { DocumentName, LONGEST_NAME, UploadedAs } from '../../../shared/contract/documents.ts';
import { Metadata } from '../../../shared/contract/fields.ts';
import { DocentError, fail, publicError } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { openUpload } from '../../documents/open-upload.ts';
import { discardUpload, stageUpload, type StagedUpload } from '../../documents/stage-upload.ts';
import type { UploadForm, Params } from '../../documents/upload-form.ts';

/**
 * Reads the form and passes its files on.
 * @param params path parameters
 * @throws invalid_request, payload_too_large, unsupported_media_type, storage_full, quota_exceeded; no file is kept then
 */
export async function readUpload<F extends UploadForm>(
  call: AppCall,
  req: Request,
  { replaces, take, mostFiles }: F,
  params: Params,
) {
  const length = req.headers['content-length'];
  await using room = await openUpload(
    call,
    length === undefined ? undefined : Number(length),
    await replaces?.(call, params),
  );
  const form = openForm(req, mostFiles);
  const sources: PassThrough[] = [];
  const staging: Promise<StagedUpload>[] = [];
  const fields = new Map<string, string>();
  let problem: DocentError | undefined;
  let over = false;
  const stop = (error: DocentError) => {
    if (over) return;
    problem ??= error;
    form.destroy(error);
  };
  form.on('file', (_field, stream, name) => {
    if (problem) return void stream.resume();
    // Busboy continues when this part has been read: files are staged one after the other.
    const source = stream.pipe(new PassThrough());
    stream.on('error', (error) => source.destroy(error));
    source.on('error', () => {});
    sources.push(source);
    const staged = stageUpload(call, fileName(name), source);
    staged.catch((error) => stop(publicError(error)));
    staging.push(staged);
  });
  form.on('field', (name, value) => {
    fields.set(name, value);
  });
  form.on('filesLimit', () =>
    stop(
      new DocentError(
        'invalid_request',
        mostFiles === 1
          ? 'The form can contain only one file.'
          : `The form can contain at most ${mostFiles} files.`,
      ),
    ),
  );

  // The request is not part of the pipeline, which would destroy it before it was answered.
  const body = requireClosing(req, boundedBy(call, room.bytes, stop));
  req.on('close', () => req.complete || body.destroy(new Error('the sender has gone')));
  const finished = await pipeline(req.pipe(body), form).then(
    () => true,
    () => false,
  );
  over = true;
  // Destroyed with an error: a pipeline waits forever for a source that was destroyed without one.
  if (!finished) for (const source of sources) source.destroy(new Error('the form broke off'));
  const outcomes = await Promise.allSettled(staging);
  const staged = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  try {
    if (problem) throw problem;
    if (!finished) fail('invalid_request', 'The form ended before it was complete.');
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    if (staged.length === 0)
      fail('invalid_request', 'The form contains no file. Send at least one part named file.');
    return (await take(
      call,
      staged,
      readMetadata(fields.get('metadata')),
      params,
      readAs(fields),
    )) as Awaited<ReturnType<F['take']>>;
  } catch (error) {
    await Promise.all(staged.map((upload) => discardUpload(call, upload.blobId)));
    throw error;
  }
}

function openForm(req: Request, mostFiles: number) {
  try {
    return new Busboy({
      headers: req.headers as { 'content-type': string },
      limits: { files: mostFiles, fields: 20, fieldSize: 65_536, parts: mostFiles + 20 },
      // Metadata is a field, even if a client sends it as a file.
      isPartAFile: (field, type, name) =>
        field !== 'metadata' && (type === 'application/octet-stream' || name !== undefined),
    });
  } catch {
    return fail(
      'invalid_request',
      'The multipart form has no boundary. Let your HTTP client set the Content-Type.',
    );
  }
}

/** How much of the body is looked at before the disk is asked again. */
const SPACE_EVERY = 16_777_216;

/** Watches a body as it arrives: its size, and the space left on the disk. */
function boundedBy(
  call: AppCall,
  most: number,
  stop: (error: DocentError) => void,
): (bytes: number) => Promise<void> {
  let received = 0;
  let asked = 0;
  return async (bytes) => {
    received += bytes;
    if (received > most)
      return stop(
        new DocentError(
          most < call.config.maxFormBytes ? 'quota_exceeded' : 'payload_too_large',
          most < call.config.maxFormBytes
            ? "This upload exceeds what the workspace's plan has left for documents. Delete documents you no longer need, or ask " +
                'the operator for a larger plan.'
            : 'The form is larger than this server takes (MAX_FORM_MB). Send fewer files at once.',
        ),
      );
    if (received - asked < SPACE_EVERY) return;
    asked = received;
    await call.blobs.requireSpace(0).catch((error) => stop(publicError(error)));
  };
}

/** Passes the body on and fails if the form's last boundary is missing: Busboy alone would wait forever. */
function requireClosing(req: Request, watch: (bytes: number) => Promise<void>): Transform {
  const [, quoted, plain] =
    /boundary=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(req.headers['content-type']!) ?? [];
  const closing = Buffer.from(`\r\n--${quoted?.replaceAll(/\\(.)/g, '$1') ?? plain}--`);
  let tail = Buffer.from('\r\n');
  let closed = false;
  return new Transform({
    async transform(piece: Buffer, _encoding, done) {
      await watch(piece.length);
      if (!closed) {
        const seen = Buffer.concat([tail, piece]);
        closed = seen.includes(closing);
        tail = seen.subarray(-closing.length);
      }
      done(null, piece);
    },
    flush: (done) => done(closed ? null : new Error('no closing boundary')),
  });
}

/** A file's name as a document name: without control characters and shortened. */
const fileName = (name: string | undefined): string =>
  DocumentName.safeParse(name?.slice(0, LONGEST_NAME)).data ?? 'document';

/** Which document the form is, if it says so. */
function readAs(fields: Map<string, string>): UploadedAs {
  const given = ['external_id', 'on_conflict'].flatMap((name) =>
    fields.get(name) ? [[name, fields.get(name)]] : [],
  );
  const parsed = UploadedAs.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return fail('invalid_request', `${issue!.path.join('.')}: ${issue!.message}`);
}

function readMetadata(text: string | undefined): Record<string, unknown> | undefined {
  if (!text) return undefined;
  try {
    return Metadata.parse(JSON.parse(text));
  } catch {
    return fail('invalid_request', 'metadata must be a JSON object of at most 16 kB.');
  }
}
