import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';

const TIMEOUT_MS = 10_000;

/**
 * Opens a connection through a proxy (CONNECT).
 * @param host a name or address, as the proxy is asked for it
 * @throws an error with a code if the proxy refuses or does not respond
 */
export function openTunnel(proxy: URL, host: string, port: number): Promise<Socket> {
  const path = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return new Promise((resolve, reject) => {
    const fail = (code: string, message: string) => reject(Object.assign(new Error(message), { code }));
    const request = proxy.protocol === 'https:' ? secureRequest : plainRequest;
    request({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path,
      agent: false,
      timeout: TIMEOUT_MS,
      headers: {
        host: path,
        ...(proxy.username && { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
      },
    })
      .on('connect', ({ statusCode }, socket) => {
        if (statusCode === 200) return resolve(socket.setTimeout(0));
        socket.destroy();
        fail('PROXY_REFUSED', `The proxy responded with ${statusCode}.`);
      })
      .on('response', (response) => {
        response.destroy();
        fail('PROXY_REFUSED', `The proxy responded with ${response.statusCode}.`);
      })
      .on('timeout', function (this: { destroy(): void }) {
        this.destroy();
        fail('ETIMEDOUT', 'The proxy did not respond.');
      })
      .on('error', reject)
      .end();
  });
}
