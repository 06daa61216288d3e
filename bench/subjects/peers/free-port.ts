import { createServer } from 'node:net';
import { HOST } from '../../setting';

/** A port that nobody listens on right now: the programs of others want to be told one. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('this machine has no free port'));
      });
    });
  });
}
