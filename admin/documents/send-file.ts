import { signedInAgain } from '../access/login-ended.ts';

/**
 * Sends a file as a form, with XMLHttpRequest because `fetch` has no upload progress.
 * @param onProgress receives the number of bytes sent so far
 * @returns the reason if the server refused it; undefined on success
 */
export function sendFile(
  url: string,
  file: File,
  onProgress: (sent: number) => void,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const form = new FormData();
    form.append('file', file, file.name);
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(Math.min(loaded, file.size)));
    request.addEventListener('load', () => {
      if (request.status < 300) return resolve(undefined);
      const { error } = (request.response ?? {}) as { error?: { code: string; message: string } };
      const reason = error?.message ?? `The server responded with ${request.status}.`;
      if (error?.code !== 'not_signed_in') return resolve(reason);
      resolve(signedInAgain().then((again) => (again ? sendFile(url, file, onProgress) : reason)));
    });
    request.addEventListener('error', () =>
      resolve('The connection was lost. Drop the file again to retry.'),
    );
    request.send(form);
  });
}
