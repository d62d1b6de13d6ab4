import { useEffect, useRef, useState } from 'react';

const QUICK_MS = 1_500;
const CALM_MS = 10_000;

/**
 * What the loader gave, asked again as long as the page is looked at: often while something moves, seldom otherwise.
 * A lost connection is told as `lost`, tried again, and forgotten when it is back.
 * @param key tells when the page asks for something else; the loader's data is then taken anew
 */
export function useLive<T>(loaded: T, key: string, ask: () => Promise<T>, isMoving: (data: T) => boolean) {
  const [live, setLive] = useState({ loaded, data: loaded, lost: false });
  const current = live.loaded === loaded ? live : { loaded, data: loaded, lost: false };
  const asking = useRef(ask);
  asking.current = ask;
  const moving = isMoving(current.data);
  const { lost } = current;
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const again = async () => {
      if (document.visibilityState === 'visible') {
        const asked = await asking.current().then(
          (data) => ({ data, lost: false }),
          () => ({ lost: true }),
        );
        if (over) return;
        setLive((before) => ({ loaded, data: before.loaded === loaded ? before.data : loaded, ...asked }));
      }
      if (!over) timer = setTimeout(again, moving || lost ? QUICK_MS : CALM_MS);
    };
    timer = setTimeout(again, moving || lost ? QUICK_MS : CALM_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [loaded, key, moving, lost]);
  return { data: current.data, lost };
}
