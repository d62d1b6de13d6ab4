/**
 * The entries that would allow this origin: itself, and itself with `*` as its first label. `https://*.example.com`
 * allows https://docs.example.com, but neither https://example.com nor https://a.b.example.com.
 */
export function allowingOrigins(origin: string): string[] {
  const exact = origin.toLowerCase();
  // No page has such an origin. It would pass a pattern off as an address.
  if (exact.includes('*')) return [];
  const wildcard = exact.replace(/^(https?:\/\/)[^.:/[\]]+\./, '$1*.');
  return wildcard === exact ? [exact] : [exact, wildcard];
}

/** Whether a key's list allows the origin. An empty list allows none. */
export const allowsOrigin = (allowed: string[], origin: string): boolean =>
  allowingOrigins(origin).some((entry) => allowed.includes(entry));
