import { isRouteErrorResponse, type ClientLoaderFunctionArgs } from '@remix-run/react';

/**
 * A clientLoader for a page that follows something: when the server cannot be reached, the page keeps what it showed
 * last and is told so by `lost`, instead of giving way to an error page that never looks again.
 * A refusal, or an address that was never loaded, is an error as ever.
 */
export function keepLast<L>() {
  let last: { url: string; data: object } | undefined;
  const load = async ({ request, serverLoader }: ClientLoaderFunctionArgs) => {
    const { url } = request;
    try {
      const data = (await serverLoader<L>()) as object;
      last = { url, data };
      return { ...data, lost: false };
    } catch (error) {
      if (isRefusal(error) || last?.url !== url) throw error;
      return { ...last.data, lost: true };
    }
  };
  // Also what the page came with is remembered.
  load.hydrate = true as const;
  return load;
}

/** An answer of the server's own that a new try would not change; a redirect to the login is one, too. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Response || (isRouteErrorResponse(error) && error.status < 500);
