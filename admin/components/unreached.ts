// A form that does not reach the server. The router would put an error page in its place, and what was typed would be
// gone: instead, the form gets an answer of the action's shape, which it shows above its fields.

const MESSAGE =
  'The server cannot be reached, so nothing was saved. What you entered is still here: check your connection and try again.';

/** What `turbo-stream` makes of `{ data: { problem: { status: 503, message, fields: {} } } }`. */
const answer = `[{"_1":2},"data",{"_3":4},"problem",{"_5":6,"_7":8,"_9":10},"status",503,"message",${JSON.stringify(MESSAGE)},"fields",{}]\n`;

const AGAIN_MS = 2_000;

/** The page whose form could not be sent. */
let unreached: string | undefined;

/**
 * Sends a request of the router. A form that does not arrive gets its answer here; what the router then loads for the
 * page waits for the server, as its failure would replace the form too.
 * @throws the error of any other request
 */
export async function reach(
  send: typeof fetch,
  ...[input, init]: Parameters<typeof fetch>
): Promise<Response> {
  const { pathname } = new URL(input instanceof Request ? input.url : input, window.location.href);
  const isSent = (init?.method ?? 'GET') !== 'GET';
  for (;;) {
    try {
      const response = await send(input, init);
      if (pathname === unreached) unreached = undefined;
      return response;
    } catch (error) {
      const isLost = error instanceof TypeError && pathname.endsWith('.data') && !init?.signal?.aborted;
      if (!isLost || (!isSent && pathname !== unreached)) throw error;
      unreached = pathname;
      if (isSent) return new Response(answer, { status: 503 });
      await aMoment();
    }
  }
}

/** Until the network is back, or it may be. */
const aMoment = () =>
  new Promise<void>((resolve) => {
    const signal = AbortSignal.timeout(AGAIN_MS);
    signal.addEventListener('abort', () => resolve());
    window.addEventListener('online', () => resolve(), { signal });
  });
