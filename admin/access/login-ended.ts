// What a page asks for after its login has ended waits until somebody has signed in, and is then sent once more. So
// neither loaders nor actions meet the end of a login, and nothing on the page is lost.
import { LOGIN_ENDED } from '../../shared/contract/login-header.panel.ts';
import { reach } from '../components/unreached.ts';

/** Asks for the login, and resolves when the person of this page is signed in again. */
type Ask = () => Promise<void>;

/** A key that was pressed this long ago was the last one of what is being typed. */
const PAUSE_MS = 1_000;

let asking: Ask | undefined;
let waiting: Promise<boolean> | undefined;
let lastTyped = -Infinity;

// Before any dialog listens: an Escape meanwhile is not for the one below.
if (typeof window !== 'undefined')
  window.addEventListener(
    'keydown',
    (event) => {
      if (waiting && event.key === 'Escape') event.stopImmediatePropagation();
      else if (event.key !== 'Enter') lastTyped = performance.now();
    },
    { capture: true },
  );

/** A field keeps its focus while somebody types: the rest of a word would be lost in the dialog. */
async function pause(): Promise<void> {
  const left = () => lastTyped + PAUSE_MS - performance.now();
  while (left() > 0) await new Promise((resolve) => setTimeout(resolve, left()));
}

/**
 * Waits for the login, once for all who ask.
 * @returns whether a request may be sent again; false if this page cannot ask
 */
export function signedInAgain(): Promise<boolean> {
  const ask = asking;
  if (!ask) return Promise.resolve(false);
  waiting ??= pause()
    .then(ask)
    .then(
      () => true,
      () => false,
    )
    .finally(() => {
      waiting = undefined;
    });
  return waiting;
}

/** Repeats requests that met the end of the login, as long as the page is open. @returns ends it */
export function watchLogin(ask: Ask): () => void {
  const send = window.fetch;
  asking = ask;
  // The router of the pages has no other place between it and the server.
  window.fetch = async (input, init) => {
    const response = await reach(send, input, init);
    const canRepeat = !(input instanceof Request) && !(init?.body instanceof ReadableStream);
    if (!response.headers.has(LOGIN_ENDED) || !canRepeat || !(await signedInAgain())) return response;
    void response.body?.cancel();
    return window.fetch(input, init);
  };
  return () => {
    asking = undefined;
    window.fetch = send;
  };
}
