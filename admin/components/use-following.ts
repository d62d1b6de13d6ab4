import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

const FOLLOW_MS = 2000;

/**
 * Asks again, every two seconds unless told otherwise, while something moves and the page is looked at; at once when
 * the page is looked at again or the network is back. Beside `keepLast` it outlives a lost connection.
 */
export function useFollowing(moving: boolean, everyMs = FOLLOW_MS): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (!moving || state !== 'idle') return;
    const look = () => void (document.visibilityState === 'visible' && revalidate());
    const timer = setInterval(look, everyMs);
    document.addEventListener('visibilitychange', look);
    window.addEventListener('online', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('online', look);
    };
  }, [moving, everyMs, state, revalidate]);
}
