import { IncomingMessage } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { forward } from './forward';
import { NodeSha256 } from './node-sha256';
import { serveProxy } from './serve';
import { CREDENTIALS, HOST, REGION } from '../../setting';

const signer = new SignatureV4({ service: 'bedrock', region: REGION, credentials: CREDENTIALS, sha256: NodeSha256 });

// What any gateway in front of Bedrock has to do: the bare proxy, with a signature over the whole request.
void serveProxy((received, response, upstream) => {
  const signAndForward = async () => {
    const body = await readBody(received);
    const { headers } = await signer.sign({
      method: received.method ?? '',
      protocol: 'http:',
      hostname: HOST,
      path: received.url ?? '',
      headers: { 'host': `${HOST}:${upstream.port}`, 'content-type': received.headers['content-type'] ?? '', 'content-length': String(body.length) },
      body,
    });
    forward(received, response, upstream, headers).end(body);
  };
  signAndForward().catch(() => response.destroy());
});

function readBody(received: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    received.on('data', (piece: Buffer) => pieces.push(piece));
    received.on('end', () => resolve(Buffer.concat(pieces)));
    received.on('error', reject);
  });
}
