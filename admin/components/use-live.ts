// Live data, one way: a page exports `clientLoader = keepLast()` and reads its data by `useLive`.
import {
  isRouteErrorResponse,
  useLoaderData,
  useRevalidator,
  type ClientLoaderFunctionArgs,
} from '@remix-run/react';
import { useEffect } from 'react';

const QUICK_MS = 2_000;
const CALM_MS = 10_000;

/**
 * What the page's loader gave, asked again as long as the page is looked at: often while something moves, seldom
 * otherwise; at once when the page is looked at again or the network is back. `lost`: the server did not answer last.
 * @param isMoving whether more is to be expected soon
 */
export function useLive<L>(
  isMoving: (data: Loaded<L>) => boolean = () => false,
): Loaded<L> & { lost?: boolean } {
  const data = useLoaderData<L>() as Loaded<L> & { lost?: boolean };
  const { revalidate, state } = useRevalidator();
  const everyMs = data.lost || isMoving(data) ? QUICK_MS : CALM_MS;
  useEffect(() => {
    if (state !== 'idle') return;
    const look = () => void (document.visibilityState === 'visible' && revalidate());
    const timer = setInterval(look, everyMs);
    document.addEventListener('visibilitychange', look);
    window.addEventListener('online', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('online', look);
    };
  }, [everyMs, state, revalidate]);
  return data;
}

type Loaded<L> = ReturnType<typeof useLoaderData<L>>;

/**
 * A clientLoader that keeps what the page showed last when the server cannot be reached, and says so by `lost`, where
 * an error page would never look again. A refusal, or an address that was never loaded, is an error as ever.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the loader's type is all it is told
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
