// The only way out to an address that a tenant chose. It is checked when the connection is made, on the very address:
// a name that resolves differently the second time, or an odd spelling, gains nothing.
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { callbackify } from 'node:util';
import { Agent, buildConnector, request, type Dispatcher } from 'undici';
import { openTunnel } from './open-tunnel.ts';
import { proxyFor, type Proxies } from './proxies.ts';
import { isPublicAddress } from './is-public-address.ts';

export type Egress = {
  /**
   * Sends a request. Redirects are not followed.
   * @throws AddressRefused; anything undici throws if the connection fails
   */
  request(url: string, options: EgressOptions): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
};

type EgressOptions = {
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  signal: AbortSignal;
};

/** The address is not on the public internet. */
export class AddressRefused extends Error {
  code = 'ADDRESS_REFUSED';
  constructor() {
    super('The address is loopback, private or otherwise not on the public internet.');
  }
}

type Resolve = (
  name: string,
  options: object,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

type Options = { allowPrivate: boolean; proxies?: Proxies; lookup?: Resolve };

/**
 * @param options allowPrivate: no address is refused; proxies: a proxy is asked for the address that was checked, not
 *   for the name, which it might resolve differently; lookup: name resolution, for tests
 */
export function openEgress(options: Options): Egress {
  const lookUp: Resolve =
    options.lookup ?? ((name, given, callback) => resolve(name, { ...given, all: true }, callback));
  const guardedLookup: LookupFunction = (name, given, callback) =>
    lookUp(name, { ...given, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const allowed = addresses.filter(({ address }) => options.allowPrivate || isPublicAddress(address));
      const [first] = allowed;
      if (!first) return callback(new AddressRefused(), []);
      if (given.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  const connect = buildConnector({ timeout: 10_000, lookup: guardedLookup });
  const guarded: buildConnector.connector = (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    // A literal address is connected to without a lookup.
    if (isIP(host) && !options.allowPrivate && !isPublicAddress(host))
      return callback(new AddressRefused(), null);
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
    const proxy = proxyFor(options.proxies, { ...target, port });
    if (!proxy) return connect(target, callback);
    connectThrough(proxy, host, port, (error, socket) => {
      if (error) callback(error, null);
      else if (target.protocol === 'https:') connect({ ...target, httpSocket: socket }, callback);
      else callback(null, socket);
    });
  };
  const connectThrough = callbackify(async (proxy: URL, host: string, port: number): Promise<Socket> => {
    if (options.allowPrivate || isIP(host)) return openTunnel(proxy, host, port);
    const address = await new Promise<string>((resolve, reject) =>
      guardedLookup(host, {}, (error, found) => (error ? reject(error) : resolve(found as string))),
    );
    return openTunnel(proxy, address, port);
  });
  const dispatcher = new Agent({
    connect: guarded,
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
    keepAliveTimeout: 4_000,
  });
  return {
    request: (url, { method, headers, body, signal }) =>
      request(url, { method, headers, body, signal, dispatcher }),
    close: () => dispatcher.destroy(),
  };
}
