import ipaddr from 'ipaddr.js';

/**
 * Whether an address is one of the open internet: not loopback, private, link-local, shared, reserved, nor one of them
 * wrapped in IPv6. Of IPv6 only what is handed out (2000::/3) counts, without the ranges that lead back into IPv4.
 */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return false;
  const parsed = ipaddr.process(bare);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).parts[0]! >> 13 === 1;
}
