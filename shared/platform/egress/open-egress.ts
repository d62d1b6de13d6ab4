// The one way out to an address of a tenant's choosing. It is checked when the connection is made, on the very address
// that is connected to: a name that answers differently the second time, or an odd spelling, gains nothing.
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, request, type Dispatcher } from 'undici';
import { isPublicAddress } from './is-public-address.ts';

export type Egress = {
  /**
   * Sends a request. A redirect is an answer like any other: it is not followed.
   * @throws AddressRefused; anything undici throws for a connection that fails
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

/** The address is not one of the open internet. */
export class AddressRefused extends Error {
  code = 'ADDRESS_REFUSED';
  constructor() {
    super('The address is loopback, private or otherwise not of the open internet.');
  }
}

type Resolve = (
  name: string,
  options: object,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** @param options allowPrivate: no address is refused; lookup: how names are resolved, for tests */
export function openEgress(options: { allowPrivate: boolean; lookup?: Resolve }): Egress {
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
    // An address written out is connected to without being looked up.
    if (isIP(host) && !options.allowPrivate && !isPublicAddress(host))
      return callback(new AddressRefused(), null);
    connect(target, callback);
  };
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
