// The nonce that lets the panel's inline scripts and styles run.
import { createContext, useContext } from 'react';

/** Set by entry.server.tsx. Browsers hide the attribute but give the value to scripts of the page. */
export const NonceContext = createContext<string | undefined>(undefined);

const inPage =
  typeof document === 'undefined' ? undefined : document.querySelector<HTMLElement>('script[nonce]')?.nonce;

// Read by the library that locks scrolling behind a dialog: it adds a style element.
if (inPage) Object.assign(globalThis, { __webpack_nonce__: inPage });

export const useNonce = (): string | undefined => useContext(NonceContext) ?? inPage;
