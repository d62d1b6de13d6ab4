import type { Operations } from './operations.ts';
import { DocentError, errorOf } from './docent-error.ts';
import type { Options, Send } from './send-request.ts';

type Uploaded = Operations['uploadDocuments']['output']['documents'][number];
export type Upload = {
  /** The name that it gets. */
  name: string;
  metadata?: Record<string, unknown>;
  external_id?: string;
  on_conflict?: 'replace' | 'keep' | 'fail';
  /** Called with the share that was sent, from 0 to 1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
};

/** Uploads one file. It is read in pieces, and not repeated if the connection is lost. */
export async function uploadFile(
  send: Send,
  options: Options,
  file: Blob,
  { name, metadata, external_id, on_conflict, onProgress, signal }: Upload,
): Promise<Uploaded> {
  const form = new FormData();
  if (metadata) form.append('metadata', JSON.stringify(metadata));
  if (external_id !== undefined) form.append('external_id', external_id);
  if (on_conflict) form.append('on_conflict', on_conflict);
  form.append('file', file, name);
  const sent = { method: 'post', path: '/documents', signal };
  let response: Response;
  if (!onProgress) response = await send({ ...sent, body: form });
  else if ('XMLHttpRequest' in globalThis) response = await sendByBrowser(options, form, onProgress, signal);
  else {
    const whole = new Response(form);
    const headers = { 'content-type': whole.headers.get('content-type')! };
    response = await send({
      ...sent,
      headers,
      body: whole.body!.pipeThrough(counter(file.size, onProgress)),
    });
  }
  const { documents } = (await response.json()) as Operations['uploadDocuments']['output'];
  return documents[0]!;
}

/** Reports how much has passed. */
function counter(size: number, onProgress: (share: number) => void) {
  let passed = 0;
  return new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, controller) {
      passed += piece.byteLength;
      onProgress(Math.min(1, passed / Math.max(1, size)));
      controller.enqueue(piece);
    },
  });
}

/** In browsers, fetch cannot say how much it has sent. */
const sendByBrowser = (
  { baseUrl, apiKey }: Options,
  form: FormData,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<Response> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${baseUrl.replace(/\/+$/, '')}/api/v1/documents`);
    request.setRequestHeader('authorization', `Bearer ${apiKey}`);
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total ? loaded / total : 0),
    );
    request.addEventListener('load', () => {
      const response = new Response(request.responseText, { status: request.status });
      if (response.ok) resolve(response);
      else errorOf(response).then(reject, reject);
    });
    request.addEventListener('error', () =>
      reject(new DocentError({ code: 'lost', message: `No answer came from ${baseUrl}.` })),
    );
    request.addEventListener('abort', () => reject(signal?.reason as Error));
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
