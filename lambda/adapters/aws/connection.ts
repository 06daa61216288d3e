import { buildConnector, Client } from 'undici';
import { Endpoint } from './endpoints';
import { Clock } from '../../core/ports';

/** One connection to an endpoint, for one request after another. It is made when the first one is sent. */
export interface Connection {
  readonly client: Client;
  /** How often it has been made: again, when the other side had closed it between two requests. */
  readonly made: number;
  /** Whether it is there now. */
  readonly open: boolean;
  /** Closes it, whatever it is doing; a request that is on it fails with the error. */
  destroy(error?: Error): void;
}

export interface ConnectionOptions {
  readonly clock: Clock;
  /** For name resolution, TCP and TLS together. */
  readonly timeoutMs: number;
  /** How long it may be idle, for the time that timers run. */
  readonly maxIdleMs: number;
}

/** Makes connections that know each other's TLS sessions. */
export type Connect = (endpoint: Endpoint) => Connection;

/** Middle boxes drop a connection that is silent for 350 s, without a word. */
const TCP_KEEP_ALIVE_MS = 60_000;

export function createConnect({ clock, timeoutMs, maxIdleMs }: ConnectionOptions): Connect {
  // Its own timer closes sockets that were given up here before, and that still try.
  const connector = buildConnector({ timeout: 2 * timeoutMs, keepAlive: true, keepAliveInitialDelay: TCP_KEEP_ALIVE_MS });

  return (endpoint) => {
    const state = { made: 0, open: false };
    let giveUp: ((error: Error) => void) | undefined;

    const client = new Client(originOf(endpoint), {
      pipelining: 1,
      keepAliveTimeout: maxIdleMs,
      keepAliveMaxTimeout: maxIdleMs,
      // The gateway has limits of its own for every answer, by its own clock.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect(target, tell) {
        giveUp = (error) => {
          giveUp = undefined;
          stop();
          tell(error, null);
        };
        const stop = clock.after(timeoutMs, () => giveUp?.(new Error(`no connection after ${timeoutMs} ms`)));
        connector(target, (error, socket) => {
          if (!giveUp) return void socket?.destroy();
          if (error !== null) return giveUp(error);
          giveUp = undefined;
          stop();
          tell(null, socket);
        });
      },
    });
    client.on('connect', () => {
      state.made += 1;
      state.open = true;
    });
    client.on('disconnect', () => { state.open = false; });

    return {
      client,
      get made() { return state.made; },
      get open() { return state.open; },
      destroy(error = new Error('the connection was closed')) {
        void client.destroy(error);
        giveUp?.(error);
      },
    };
  };
}

function originOf({ secure, hostname, port }: Endpoint): string {
  return `${secure ? 'https' : 'http'}://${hostname.includes(':') ? `[${hostname}]` : hostname}${port === undefined ? '' : `:${port}`}`;
}
