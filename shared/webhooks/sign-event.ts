// Standard Webhooks signatures: HMAC-SHA256 over id, time and body, base64, one for each valid secret.
import { createHmac, randomBytes } from 'node:crypto';
import type { App } from '../tenancy/app.ts';
import { places } from '../security/vault/places.ts';
import { seal, unseal } from '../security/vault/seal.ts';

const PREFIX = 'whsec_';

export const newWebhookSecret = (): string => PREFIX + randomBytes(32).toString('base64');

export const sealWebhookSecret = (app: App, endpointId: string, secret: string): Buffer =>
  seal(app.dataKey, secret, places.webhookSecret(app.appId, endpointId));
export const readWebhookSecret = (app: App, endpointId: string, sealed: Buffer): string =>
  unseal(app.dataKey, sealed, places.webhookSecret(app.appId, endpointId)).toString();

/** The headers with which a receiver verifies a body. */
export function signedHeaders(
  secrets: string[],
  id: string,
  body: string,
  at = new Date(),
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
