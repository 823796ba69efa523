import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServerError } from '../errors.js';

/**
 * Binds a server to its address.
 *
 * @returns the port, which differs from the asked one when that was 0
 * @throws {ServerError} `PORT_IN_USE`, `PORT_FORBIDDEN`, `HOST_UNAVAILABLE` or `LISTEN_FAILED`
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  const bareHost = host.replace(/^\[(.*)\]$/, '$1');
  await new Promise<void>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(listenError(error, host, port));
    server.once('error', fail);
    server.listen(port, bareHost, () => {
      server.off('error', fail);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): ServerError {
  switch (error.code) {
    case 'EADDRINUSE':
      return new ServerError(
        'PORT_IN_USE',
        `Port ${port} of ${host} is in use, perhaps by another Heddle server or an OpenTelemetry collector: stop that one, or choose another port with --port.`,
        { cause: error },
      );
    case 'EACCES':
      return new ServerError('PORT_FORBIDDEN', `Port ${port} may not be used by this user: choose one above 1023 with --port.`, { cause: error });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ServerError('HOST_UNAVAILABLE', `${host} is not an address of this machine: listen on 127.0.0.1, or on one that is.`, { cause: error });
    default:
      return new ServerError('LISTEN_FAILED', `The server cannot listen on ${host}, port ${port}: ${error.message}.`, { cause: error });
  }
}
