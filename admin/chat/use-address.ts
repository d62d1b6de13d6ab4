import { useSearchParams } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { readChosen, writeChosen, type Chosen } from './chosen.ts';

/** What the address of the playground names: two conversations with the documents of each, and if both are asked. */
export type Address = {
  session: string | null;
  other: string | null;
  chosen: Chosen;
  otherChosen: Chosen;
  isCompared: boolean;
};

export const readAddress = (search: URLSearchParams): Address => ({
  session: search.get('session'),
  other: search.get('other'),
  chosen: readChosen(search),
  otherChosen: readChosen(search, 'other_'),
  isCompared: search.has('compare'),
});

const write = ({ session, other, chosen, otherChosen, isCompared }: Address): [string, string][] => [
  ...(session ? [['session', session] as [string, string]] : []),
  ...(other ? [['other', other] as [string, string]] : []),
  ...writeChosen(chosen),
  ...writeChosen(otherChosen, 'other_'),
  ...(isCompared ? [['compare', '1'] as [string, string]] : []),
];

/**
 * Keeps the state of the playground in the address, so that a reload shows it again.
 * @param onLeave the address has lost its conversation: a link to the page begins a new one
 */
export function useAddress(onLeave: () => void) {
  const [search, setSearch] = useSearchParams();
  const shown = search.toString();
  const [address, setAddress] = useState(() => readAddress(search));
  /** The newest state: an answer that has begun earlier writes it, too. */
  const latest = useRef(address);
  const now = useRef(shown);
  const target = useRef(shown);
  /** Addresses that are on their way: the page may show one that a newer one replaces at once. */
  const passing = useRef(new Set<string>());
  const put = (change: Partial<Address>) => {
    latest.current = { ...latest.current, ...change };
    setAddress(latest.current);
    const next = new URLSearchParams(write(latest.current));
    passing.current.add(now.current).add(next.toString());
    target.current = next.toString();
    setSearch(next, { replace: true, preventScrollReset: true });
  };
  useEffect(() => {
    now.current = shown;
    if (shown === target.current) passing.current.clear();
    else if (!passing.current.has(shown)) {
      // Somebody followed a link.
      const isLeft = latest.current.session !== null && !search.has('session');
      latest.current = readAddress(search);
      target.current = shown;
      setAddress(latest.current);
      if (isLeft) onLeave();
    }
  });
  return { address, put };
}
