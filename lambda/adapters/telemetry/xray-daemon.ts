import { createSocket, Socket } from 'node:dgram';
import { TraceSegment } from './trace-segments';
import { Clock } from '../../core/ports';

/** What the daemon expects before each document. */
const HEADER = '{"format":"json","version":1}\n';
/** Lambda freezes a function that has answered: what is not out by then is lost, and no caller waits for it any longer. */
const PATIENCE_MS = 50;

/** Takes parts of traces. Losing one loses nothing but that. */
export interface TraceSink {
  send(segments: readonly TraceSegment[]): void;
  /** Resolves when all of them have left, or could not. */
  idle(): Promise<void>;
}

/**
 * Sends to the daemon that Lambda runs beside every traced function, by UDP.
 * @param address `host:port`, from `AWS_XRAY_DAEMON_ADDRESS`
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 */
export function createXrayDaemon(address: string, clock: Pick<Clock, 'sleep'>): TraceSink {
  const separator = address.lastIndexOf(':');
  const [host, port] = [address.slice(0, separator), Number(address.slice(separator + 1))];
  let socket: Socket | undefined;
  const leaving = new Set<Promise<void>>();

  const open = (): Socket => {
    if (socket) return socket;
    socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.unref();
    // Nobody is there: the trace is lost, the request is not.
    socket.on('error', () => undefined);
    return socket;
  };

  return {
    send(segments) {
      for (const segment of segments) {
        const sent = new Promise<void>((done) => { open().send(HEADER + JSON.stringify(segment), port, host, () => done()); })
          .finally(() => leaving.delete(sent));
        leaving.add(sent);
      }
    },
    async idle() {
      if (leaving.size === 0) return;
      const left = new AbortController();
      await Promise.race([Promise.all(leaving), clock.sleep(PATIENCE_MS, left.signal).catch(() => undefined)]);
      left.abort();
    },
  };
}
