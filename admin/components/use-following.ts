import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

const FOLLOW_MS = 2000;

/** Asks again every two seconds while something is on its way and the page is looked at. */
export function useFollowing(moving: boolean): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (!moving || state !== 'idle') return;
    const timer = setInterval(() => document.visibilityState === 'visible' && revalidate(), FOLLOW_MS);
    return () => clearInterval(timer);
  }, [moving, state, revalidate]);
}
