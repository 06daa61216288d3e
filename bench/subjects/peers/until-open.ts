import { connect } from 'node:net';
import { HOST } from '../../setting';

const LOOK_EVERY_MS = 5;

const PATIENCE_MS = 120_000;

/** Resolves when something accepts connections on a port. @throws Error when nothing does for too long */
export async function untilOpen(port: number): Promise<void> {
  const startedAt = performance.now();
  while (!await accepts(port)) {
    if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`nothing accepts connections on port ${port} after ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    const end = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
