import ipaddr from 'ipaddr.js';

/**
 * Whether an address is on the public internet: not loopback, private, link-local, shared, reserved, nor one of them
 * wrapped in IPv6. For IPv6 only 2000::/3 counts, without the ranges that lead back to IPv4.
 */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return false;
  const parsed = ipaddr.process(bare);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).parts[0]! >> 13 === 1;
}
