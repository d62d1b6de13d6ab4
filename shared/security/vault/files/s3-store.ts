// A store in a bucket: `prefix/app/blob`. Loaded only if one is configured.
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  type ListMultipartUploadsCommandInput,
  type ListMultipartUploadsCommandOutput,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Config } from '../../../platform/config.ts';
import type { S3Location } from '../../../platform/storage-url.ts';
import { connectS3 } from './connect-s3.ts';
import { FileMissing, MARK_NAME, type FileName, type FileStore, type StoreMark } from './file-store.ts';
import { isUnsupported, toStorageError, VersionedBucket } from './s3-error.ts';
import { watched } from './watched.ts';

/** Kept in memory while it is sent, at most twice. A file can have 10,000 parts. */
const PART_BYTES = 8_388_608;
/** For files without a limit, such as exports: up to 320 GB. */
const LARGE_PART_BYTES = 33_554_432;
const REMOVED_AT_ONCE = 8;

type Piece = { key: string; uploadId?: string };

export function s3Store({ bucket, prefix }: S3Location, settings: Pick<Config, 's3' | 'proxies'>): FileStore {
  const client = connectS3(settings);
  const Bucket = bucket;
  const folderOf = (appId: string) => `${prefix}${appId}/`;
  const keyOf = ({ appId, blobId }: FileName) => folderOf(appId) + blobId;

  async function attempt<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw toStorageError(error);
    }
  }

  /** Sends a file. It appears when the last piece has arrived, or not at all. */
  async function send(key: string, pieces: AsyncIterable<Buffer>, mostBytes: number): Promise<void> {
    let failed: { error: unknown } | undefined;
    const noted = async function* () {
      try {
        yield* pieces;
      } catch (error) {
        failed = { error };
        throw error;
      }
    };
    const Body = Readable.from(noted(), { objectMode: false });
    const partSize = mostBytes === Infinity ? LARGE_PART_BYTES : PART_BYTES;
    try {
      const { VersionId } = await new Upload({
        client,
        params: { Bucket, Key: key, Body },
        partSize,
        queueSize: mostBytes === Infinity ? 1 : 2,
      }).done();
      if (isVersion(VersionId)) throw new VersionedBucket(bucket);
    } catch (error) {
      throw failed ? failed.error : toStorageError(error);
    }
  }

  async function put(key: string, body: string | Buffer): Promise<void> {
    const { VersionId } = await attempt(() =>
      client.send(new PutObjectCommand({ Bucket, Key: key, Body: body })),
    );
    if (isVersion(VersionId)) throw new VersionedBucket(bucket);
  }

  async function drop({ key, uploadId }: Piece): Promise<void> {
    if (uploadId)
      return void (await attempt(() =>
        client.send(new AbortMultipartUploadCommand({ Bucket, Key: key, UploadId: uploadId })),
      ).catch(ignoreMissing));
    const { DeleteMarker } = await attempt(() => client.send(new DeleteObjectCommand({ Bucket, Key: key })));
    if (DeleteMarker) throw new VersionedBucket(bucket);
  }

  async function* objects(below: string) {
    const pages = paginateListObjectsV2({ client }, { Bucket, Prefix: below });
    for (;;) {
      const { done, value } = await attempt(() => pages.next());
      if (done) return;
      for (const { Key, LastModified } of value.Contents ?? [])
        if (Key) yield { key: Key, writtenAt: LastModified ?? new Date(0) };
    }
  }

  /** Parts of files that were not finished, such as by a killed process. */
  async function* uploads(below: string): AsyncGenerator<Piece, void> {
    let after: Pick<ListMultipartUploadsCommandInput, 'KeyMarker' | 'UploadIdMarker'> | undefined = {};
    while (after) {
      const page: ListMultipartUploadsCommandOutput | undefined = await uploadsAfter(below, after);
      for (const { Key, UploadId } of page?.Uploads ?? [])
        if (Key && UploadId) yield { key: Key, uploadId: UploadId };
      after = page?.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
        : undefined;
    }
  }

  /** Undefined: such a server keeps nothing of them, or removes it by itself. */
  const uploadsAfter = (below: string, after: object) =>
    attempt(() => client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: below, ...after }))).catch(
      (error: unknown) => {
        if (!isUnsupported(error)) throw error;
        return undefined;
      },
    );

  async function* allBelow(below: string): AsyncGenerator<Piece, void> {
    yield* objects(below);
    yield* uploads(below);
  }

  async function dropAll(below: string): Promise<void> {
    let batch: Promise<void>[] = [];
    for await (const piece of allBelow(below)) {
      batch.push(drop(piece));
      if (batch.length < REMOVED_AT_ONCE) continue;
      await Promise.all(batch);
      batch = [];
    }
    await Promise.all(batch);
  }

  const store: FileStore = {
    location: `s3://${bucket}/${prefix}`.replace(/\/$/, ''),
    put: (name, pieces, mostBytes) => send(keyOf(name), pieces, mostBytes),

    async exchange(name, pieces, inTurn) {
      // Everything but the end is sent before the turn. What is then not ended leaves nothing.
      let arrived!: () => void;
      const atEnd = new Promise<void>((resolve) => (arrived = resolve));
      let decide!: (wanted: boolean) => void;
      const decision = new Promise<boolean>((resolve) => (decide = resolve));
      const held = async function* () {
        yield* pieces;
        arrived();
        if (!(await decision)) throw new Unwanted();
      };
      const sent = send(keyOf(name), held(), Infinity);
      sent.catch(() => {});
      await Promise.race([atEnd, sent]);
      let exchanged = false;
      try {
        await inTurn(async () => {
          if (!(await store.writtenAt(name.appId, name.blobId))) return;
          decide(true);
          await sent;
          exchanged = true;
        });
      } finally {
        decide(false);
        await sent.catch((error: unknown) => {
          if (!(error instanceof Unwanted)) throw error;
        });
      }
      return exchanged;
    },

    async get(name) {
      const { Body } = await attempt(() => client.send(new GetObjectCommand({ Bucket, Key: keyOf(name) })));
      return watched(Body as Readable, toStorageError);
    },

    async writtenAt(appId, blobId) {
      const key = keyOf({ appId, blobId });
      // Not HeadObject: it answers the same for a missing file and for a missing bucket.
      const input = { Bucket, Prefix: key, MaxKeys: 1 };
      const { Contents } = await attempt(() => client.send(new ListObjectsV2Command(input)));
      return Contents?.find(({ Key }) => Key === key)?.LastModified;
    },
    async exists(appId, blobId) {
      for await (const { key } of allBelow(keyOf({ appId, blobId })))
        if (key === keyOf({ appId, blobId })) return true;
      return false;
    },
    async remove(appId, blobId) {
      const key = keyOf({ appId, blobId });
      await drop({ key });
      for await (const upload of uploads(key)) if (upload.key === key) await drop(upload);
    },
    removeAll: (appId) => dropAll(folderOf(appId)),
    async count(appId) {
      let count = 0;
      for await (const piece of allBelow(folderOf(appId))) if (piece.key) count++;
      return count;
    },
    // A bucket has no size: what it refuses is an error of the write.
    requireSpace: async () => {},
    async probe() {
      const key = `${prefix}.probe-${randomBytes(6).toString('hex')}`;
      await put(key, 'docent');
      await drop({ key });
    },
    async *list() {
      for await (const { key, writtenAt } of objects(`${prefix}app_`)) {
        const [appId, blobId, ...more] = key.slice(prefix.length).split('/');
        if (appId && blobId && more.length === 0) yield { appId, blobId, writtenAt };
      }
    },

    async readMark() {
      try {
        const { Body } = await attempt(() =>
          client.send(new GetObjectCommand({ Bucket, Key: prefix + MARK_NAME })),
        );
        return JSON.parse((await buffer(watched(Body as Readable, toStorageError))).toString()) as StoreMark;
      } catch (error) {
        if (!(error instanceof FileMissing)) throw error;
        return undefined;
      }
    },
    writeMark: (mark) => put(prefix + MARK_NAME, JSON.stringify(mark)),
    close: () => client.destroy(),
  };
  return store;
}

/** The exchange of a file was not wanted any more. */
class Unwanted extends Error {}

/** A bucket without versions names none; one whose versions were suspended says `null`. */
const isVersion = (id: string | undefined) => id !== undefined && id !== 'null';

function ignoreMissing(error: unknown): void {
  if (!(error instanceof FileMissing)) throw error;
}
