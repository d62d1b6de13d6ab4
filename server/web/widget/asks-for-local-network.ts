import { isIP } from 'node:net';
import { isPublicAddress } from '../../../shared/platform/egress/is-public-address.ts';

/** Names that lead nowhere on the public internet: of one label, or below these. */
const LOCAL_NAME = /^[^.]+$|\.(?:localhost|local|internal|intranet|lan|corp|home|home\.arpa)$/i;

/** Whether an address is in a private network, as far as its name says. */
function isPrivate(url: string): boolean {
  // An origin may begin with `*.`, which matches any label.
  const host = new URL(url.replace('//*.', '//any.')).hostname.replaceAll(/^\[|\]$/g, '');
  return isIP(host) ? !isPublicAddress(host) : LOCAL_NAME.test(host);
}

/**
 * Whether browsers ask visitors of a page for permission before they load the widget: the page is public, and this server is in
 * a private network. Chrome 142 and later do so, at page load; refused, nothing appears.
 */
export const asksForLocalNetwork = (publicUrl: string, allowedOrigins: string[]): boolean =>
  isPrivate(publicUrl) && allowedOrigins.some((origin) => !isPrivate(origin));
