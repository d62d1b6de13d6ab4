/**
 * Sends one file as a form. `fetch` tells no progress of what is sent, so this is an XMLHttpRequest.
 * @param onProgress gets the bytes of the file that have been sent
 * @returns why the server did not take it; undefined when it did
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
      if (error?.code === 'not_signed_in') window.location.reload();
      resolve(error?.message ?? `The server answered ${request.status}.`);
    });
    request.addEventListener('error', () =>
      resolve('The connection broke off. Drop the file again to retry.'),
    );
    request.send(form);
  });
}
