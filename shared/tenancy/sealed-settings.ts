// Encrypts and decrypts versions of an app's settings with the app's data key.
import type { AppSettings } from '../contract/apps.panel.ts';
import { places } from '../security/vault/places.ts';
import { seal, unseal } from '../security/vault/seal.ts';
import type { App } from './app.ts';

/** Versions of an earlier Docent lack settings that came later. `by`: the admin's address. */
export type SavedSettings = { settings: Partial<AppSettings>; by: string | null };

export const sealSettings = (app: App, version: number, saved: SavedSettings): Buffer =>
  seal(app.dataKey, JSON.stringify(saved), places.settingsVersion(app.appId, version));

export const readSettings = (app: App, row: { version: number; content: Buffer }): SavedSettings =>
  JSON.parse(unseal(app.dataKey, row.content, places.settingsVersion(app.appId, row.version)).toString());
