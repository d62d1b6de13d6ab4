import { isIP } from 'node:net';
import { AddressRefused } from '../../shared/platform/egress/open-egress.ts';
import { isPublicAddress } from '../../shared/platform/egress/is-public-address.ts';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';

/**
 * For an early error message; the decisive check is when the connection is made.
 * @returns the address in normal form
 * @throws invalid_request for an address that can never be delivered to
 */
export function requireDeliverable({ config }: Pick<AppCall, 'config'>, address: string): string {
  const url = new URL(address);
  if (config.webhookAllowPrivate) return url.href;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'https:') fail('invalid_request', 'url: must start with https://.');
  if (host === 'localhost' || (isIP(host) && !isPublicAddress(host)))
    fail('invalid_request', `url: ${new AddressRefused().message}`);
  return url.href;
}
