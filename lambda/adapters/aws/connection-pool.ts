import { Connect, Connection } from './connection';
import { Endpoint } from './endpoints';
import { Clock } from '../../core/ports';

/** Connections that are kept open between requests. */
export interface ConnectionPool {
  /** An idle connection of a purpose, or a new one. It belongs to the caller until it is given back or destroyed. */
  take(purpose: string, endpoint: Endpoint): Connection;
  /** For the next request of the same purpose. */
  giveBack(purpose: string, connection: Connection): void;
  /** One that was taken and cannot be used again. */
  discard(purpose: string, connection: Connection): void;
  /** Closes every connection. */
  close(): void;
}

/**
 * A connection is not used again after this long, well before the services close it themselves. Timers stand still
 * while Lambda freezes an environment, so that this is checked by the clock when a connection is about to be used.
 */
export const MAX_IDLE_MS = 50_000;

const MAX_IDLE_CONNECTIONS = 256;

interface Idle {
  readonly connection: Connection;
  readonly since: number;
}

export function createConnectionPool(connect: Connect, clock: Clock): ConnectionPool {
  /** By purpose, the one that has been idle for the longest first. */
  const idle = new Map<string, Idle[]>();
  const taken = new Set<Connection>();

  const takeIdle = (purpose: string): Connection | undefined => {
    const waiting = idle.get(purpose);
    const latest = waiting?.pop();
    if (!waiting || !latest) return undefined;
    if (latest.since >= clock.now() - MAX_IDLE_MS) return latest.connection;
    // All others have been idle for even longer.
    for (const { connection } of [latest, ...waiting.splice(0)]) connection.destroy();
    return undefined;
  };

  return {
    take(purpose, endpoint) {
      const connection = takeIdle(purpose) ?? connect(endpoint);
      taken.add(connection);
      return connection;
    },
    giveBack(purpose, connection) {
      // What is not among them was closed by `close`.
      if (!taken.delete(connection)) return connection.destroy();
      let waiting = idle.get(purpose);
      if (!waiting) idle.set(purpose, waiting = []);
      waiting.push({ connection, since: clock.now() });
      if (waiting.length > MAX_IDLE_CONNECTIONS) waiting.shift()?.connection.destroy();
    },
    discard(_, connection) {
      taken.delete(connection);
      // It may be the connection itself that tells of its end.
      queueMicrotask(() => connection.destroy());
    },
    close() {
      for (const waiting of idle.values()) for (const { connection } of waiting) connection.destroy();
      for (const connection of taken) connection.destroy();
      idle.clear();
      taken.clear();
    },
  };
}
