// What lets the panel's own inline scripts and styles run under a policy that allows none.
import { createContext, useContext } from 'react';

/** Given by entry.server.tsx; a browser hides the attribute and tells the value to scripts of the page alone. */
export const NonceContext = createContext<string | undefined>(undefined);

const inPage =
  typeof document === 'undefined' ? undefined : document.querySelector<HTMLElement>('script[nonce]')?.nonce;

// Read by the library that keeps the page from scrolling behind a dialog, which writes a style of its own.
if (inPage) Object.assign(globalThis, { __webpack_nonce__: inPage });

export const useNonce = (): string | undefined => useContext(NonceContext) ?? inPage;
