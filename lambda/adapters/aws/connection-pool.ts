import * as http from 'node:http';
import * as https from 'node:https';
import { Duplex } from 'node:stream';
import { Clock } from '../../core/ports';

/** Connections that are kept open between requests. */
export interface ConnectionPool {
  /** The agent of one purpose, without connections that have been idle for too long. */
  agent(purpose: string, secure: boolean): http.Agent;
  /** Closes every connection. */
  close(): void;
}

/** Middle boxes drop a connection that is silent for 350 s, without a word. */
const TCP_KEEP_ALIVE_MS = 60_000;

/**
 * A connection is not used again after this long, well before the services close it themselves. Timers stand still
 * while Lambda freezes an environment, so that this is checked by the clock when a connection is about to be used.
 */
const MAX_IDLE_MS = 50_000;

const MAX_IDLE_CONNECTIONS = 256;

export function createConnectionPool(clock: Clock): ConnectionPool {
  const agents = new Map<string, http.Agent>();
  const idleSince = new WeakMap<Duplex, number>();

  const createAgent = (secure: boolean): http.Agent => {
    const options = { keepAlive: true, keepAliveMsecs: TCP_KEEP_ALIVE_MS, maxFreeSockets: MAX_IDLE_CONNECTIONS };
    const agent = secure ? new https.Agent(options) : new http.Agent(options);
    // What the method returns decides whether the connection is kept, whatever its type declaration says.
    const keepSocketAlive = agent.keepSocketAlive.bind(agent);
    agent.keepSocketAlive = (socket) => {
      idleSince.set(socket, clock.now());
      return keepSocketAlive(socket);
    };
    return agent;
  };

  return {
    agent(purpose, secure) {
      let agent = agents.get(purpose);
      if (!agent) agents.set(purpose, agent = createAgent(secure));
      const oldest = clock.now() - MAX_IDLE_MS;
      for (const sockets of Object.values(agent.freeSockets)) {
        for (const socket of sockets ?? []) {
          if ((idleSince.get(socket) ?? 0) < oldest) socket.destroy();
        }
      }
      return agent;
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
    },
  };
}
