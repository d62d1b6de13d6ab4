import { createContext } from 'react';

export type PaletteOf = 'everything' | 'apps';

/** Opens the command palette, with all that it finds or with apps alone. */
export const OpenPalette = createContext<(of: PaletteOf) => void>(() => {});
