import * as http from 'node:http';
import { HOST } from '../../setting';

/** Where requests go. */
export interface Upstream {
  readonly port: number;
  /** Keeps connections open. */
  readonly agent: http.Agent;
}

/** Headers that belong to one connection and not to the message. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'host'];

export function withoutHopByHop(headers: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  const kept: http.OutgoingHttpHeaders = { ...headers };
  for (const name of HOP_BY_HOP) delete kept[name];
  return kept;
}

/** Opens the request to the upstream and passes its answer on as it comes. The body of the request is still to be written. */
export function forward(
  received: http.IncomingMessage, response: http.ServerResponse, upstream: Upstream, headers: http.OutgoingHttpHeaders,
): http.ClientRequest {
  const { method, url: path } = received;
  const request = http.request({ ...upstream, host: HOST, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, withoutHopByHop(answer.headers));
    answer.pipe(response);
  });
  request.on('error', () => response.destroy());
  return request;
}
