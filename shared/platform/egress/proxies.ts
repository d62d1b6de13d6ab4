/** Addresses of proxies, as in HTTP_PROXY and HTTPS_PROXY; `none`: hosts without one, as in NO_PROXY. */
export type Proxies = { http?: string | undefined; https?: string | undefined; none?: string | undefined };

type Target = { protocol: string; hostname: string; port: string | number };

/** The proxy for a target. HTTP_PROXY serves https too where HTTPS_PROXY is not set. */
export function proxyFor(
  proxies: Proxies | undefined,
  { protocol, hostname, port }: Target,
): URL | undefined {
  const address = protocol === 'https:' ? (proxies?.https ?? proxies?.http) : proxies?.http;
  if (!address || isExcepted(proxies?.none ?? '', hostname.replace(/^\[|\]$/g, ''), String(port)))
    return undefined;
  return new URL(address);
}

/** `*`, `host`, `.example.com`, `*.example.com`, each with or without a port; a name also matches its subdomains. */
function isExcepted(list: string, hostname: string, port: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase().replace(/^\*?\./, '')) ?? [];
      if (only && only !== port) return false;
      return entry === '*' || host === name || host.endsWith(`.${name}`);
    });
}
