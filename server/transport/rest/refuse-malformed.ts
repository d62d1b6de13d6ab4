// Requests that Node's parser refuses, answered in the shape of our errors.
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { DocentError } from '../../../shared/platform/errors.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { errorBody } from './errors.ts';

/** Listener for a server's `clientError`. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const codedError =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new DocentError('headers_too_large')
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new DocentError('request_timeout')
        : new DocentError('invalid_request', 'The request is not valid HTTP.');
  const requestId = newId('req');
  const body = JSON.stringify(errorBody(codedError, requestId));
  socket.end(
    `HTTP/1.1 ${codedError.status} ${STATUS_CODES[codedError.status]}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nX-Request-Id: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
  );
}
