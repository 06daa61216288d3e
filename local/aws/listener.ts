import { createChannel, type Channel } from './channel';
import { listenDual, type DualListener } from '../http/dual-listener';

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly handle: (channel: Channel) => void;
}

/** Listens for calls to AWS services, over HTTP/1.1 and HTTP/2 alike. */
export function listen({ host, port, handle }: ListenerOptions): Promise<DualListener> {
  return listenDual({ host, port, onRequest: (request, response) => handle(createChannel(request, response)) });
}
