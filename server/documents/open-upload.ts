import { reserveRoom, type Room } from '../../shared/billing/ledger/reserve-room.ts';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';

/**
 * Refuses an upload before its first byte, if there is no room for it.
 * @param announced bytes of the whole request; undefined if unknown
 * @param replaced bytes of the document that it replaces
 * @returns the bytes that it may have, reserved until it is disposed of
 * @throws payload_too_large, storage_full, quota_exceeded
 */
export async function openUpload(
  call: AppCall,
  announced: number | undefined,
  replaced?: number,
): Promise<Room> {
  const most = call.config.maxFormBytes;
  if (announced !== undefined && announced > most)
    fail(
      'payload_too_large',
      `The request is larger than ${Math.floor(most / 1_048_576)} MB, the limit of this server (MAX_FORM_MB). Send fewer ` +
        'files at once.',
    );
  await call.blobs.requireSpace(announced ?? 0);
  return reserveRoom(call, { announced, most, ...(replaced !== undefined && { replaced }) });
}
