import { Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { HOST } from '../setting';

/** Longer than any run, so that no connection is closed while it is about to be used again. */
const KEEP_ALIVE_MS = 60 * 60 * 1000;

/** Opens a server to this machine only. @returns its port */
export function listen(server: Server): Promise<number> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}
