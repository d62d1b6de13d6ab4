import express, { type Request, type Response } from 'express';
import { type Operation } from '../../../shared/contract/operation.ts';
import type { Context } from '../../../shared/context.ts';
import { DocentError, fail } from '../../../shared/platform/errors.ts';

type Limit = { bytes: number; reason: string };

export const SMALL: Limit = { bytes: 1_048_576, reason: 'the limit of this operation.' };

export const BEFORE_KEY: Limit = {
  bytes: SMALL.bytes,
  reason: 'the limit before the API key is known. Send the key in the Authorization header.',
};

export const uploadLimit = ({ config }: Context): Limit => ({
  bytes: config.maxUploadBytes,
  reason: 'the limit of this server (MAX_UPLOAD_MB). Split it, or ask the operator.',
});

const parsers = new Map<number, ReturnType<typeof express.json>>();

export const isBodyless = ({ method }: Request) =>
  method === 'GET' || method === 'HEAD' || method === 'DELETE';

/** Reads a JSON body. Errors say which content type or size is allowed. */
export async function readJson(
  req: Request,
  res: Response,
  operation: Pick<Operation, 'multipart'>,
  limit: Limit,
): Promise<void> {
  if (isBodyless(req)) return;
  if (operation.multipart && req.is('multipart/form-data')) return;
  if (
    req.headers['content-length'] === '0' ||
    !(req.headers['content-length'] || req.headers['transfer-encoding'])
  )
    return;
  if (!req.is('application/json'))
    fail(
      'unsupported_media_type',
      `Send the body as JSON, with the header Content-Type: application/json${operation.multipart ? ', or as multipart/form-data with file parts' : ''}.`,
    );
  let parser = parsers.get(limit.bytes);
  if (!parser) parsers.set(limit.bytes, (parser = express.json({ limit: limit.bytes })));
  await new Promise<void>((resolve, reject) =>
    parser(req, res, (error?: { type?: string }) => {
      if (error?.type === 'entity.too.large') reject(tooLarge(limit));
      else if (error) reject(error);
      else resolve();
    }),
  );
  if (Array.isArray(req.body)) fail('invalid_request', 'The body must be a JSON object.');
}

const tooLarge = ({ bytes, reason }: Limit) =>
  new DocentError(
    'payload_too_large',
    `The body is larger than ${Math.floor(bytes / 1_048_576)} MB, ${reason}`,
  );
