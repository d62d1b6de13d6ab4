// Encrypts and decrypts requests for a person with the app's data key.
import type { Handover } from '../contract/handovers.ts';
import { places } from '../security/vault/places.ts';
import { seal, unseal } from '../security/vault/seal.ts';
import type { App } from '../tenancy/app.ts';

/** What the person entered, and the text that they agreed to. */
export type HandoverText = Pick<Handover, 'name' | 'contact' | 'message' | 'consent'>;

export const sealHandover = (app: App, handoverId: string, text: HandoverText): Buffer =>
  seal(app.dataKey, JSON.stringify(text), places.handover(app.appId, handoverId));

export const readHandover = (app: App, row: { handover_id: string; content: Buffer }): HandoverText =>
  JSON.parse(unseal(app.dataKey, row.content, places.handover(app.appId, row.handover_id)).toString());
