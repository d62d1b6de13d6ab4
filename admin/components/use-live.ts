// Live data: a page exports `clientLoader = keepLast()` and reads its data with `useLive`.
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
 * The loader's data, polled while the page is visible: often while something is moving, rarely otherwise; at once
 * when the page becomes visible or the network returns. `lost`: the last request failed.
 * @param isMoving whether a change is expected soon
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
 * A clientLoader that returns the last data with `lost` if the server cannot be reached, because an error page would
 * never poll again. Refusals, and pages that were never loaded, fail as usual.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the loader's type is known
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
  // Remembers the data from the server's first render too.
  load.hydrate = true as const;
  return load;
}

/** A response that another attempt would not change; a redirect to the login is one. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Response || (isRouteErrorResponse(error) && error.status < 500);
