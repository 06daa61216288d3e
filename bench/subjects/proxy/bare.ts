import { forward, withoutHopByHop } from './forward';
import { serveProxy } from './serve';

// The least that a proxy on Node.js can do: bytes in, bytes out.
void serveProxy((received, response, upstream) => {
  received.pipe(forward(received, response, upstream, withoutHopByHop(received.headers)));
});
