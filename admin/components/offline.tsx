import { Alert } from '@mantine/core';
import { useEffect, useState } from 'react';

/**
 * Without a network a link leads nowhere: the router would load the whole page anew, and the browser put its own error
 * page in its place. So the page stays, and says why.
 */
export function Offline() {
  const [isTold, setTold] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    document.addEventListener(
      'click',
      (event) => {
        const link = event.target instanceof Element && event.target.closest('a[href^="/admin"]');
        if (!link || navigator.onLine) return;
        event.preventDefault();
        setTold(true);
      },
      { capture: true, signal },
    );
    window.addEventListener('online', () => setTold(false), { signal });
    return () => listening.abort();
  }, []);
  if (!isTold) return null;
  return (
    <Alert color="yellow" mb="md" role="alert" title="You are offline">
      This page stays as it is. Links work again as soon as there is a connection.
    </Alert>
  );
}
