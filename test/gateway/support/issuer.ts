import { createSign, generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { PLAN_FILE } from '../../../src/contract/environment';

/** An identity provider on this machine, which the handler reaches under an https URL. */
export interface TestIssuer {
  readonly url: string;
  /** A token of this issuer, good unless the claims or the header say otherwise. */
  token(claims: Record<string, unknown>, header?: Record<string, unknown>): string;
  /** Lets handlers of a synthesized app reach this issuer instead of the internet; anything else is out of their reach. */
  standIn(app: App): void;
  close(): Promise<void>;
}

export async function startIssuer(url = 'https://login.example.com'): Promise<TestIssuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const documents: Record<string, unknown> = {
    '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys` },
    '/keys': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', alg: 'RS256' }] },
  };
  const server = createServer((request, response) => {
    const document = documents[request.url ?? ''];
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url,
    token(claims, header = {}) {
      const now = Math.floor(Date.now() / 1000);
      const signed = [{ alg: 'RS256', typ: 'JWT', kid: 'key-1', ...header }, { iss: url, iat: now, exp: now + 600, ...claims }]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
    },
    standIn(app) {
      const prelude = `const internet = globalThis.fetch; globalThis.fetch = async (url, init) => {
        if (!String(url).startsWith(${JSON.stringify(url)})) throw new Error('out of reach: ' + url);
        return internet(String(url).replace(${JSON.stringify(url)}, 'http://127.0.0.1:${port}'), init);
      };\n`;
      for (const asset of readdirSync(app.outdir).filter((name) => name.startsWith('asset.'))) {
        const directory = join(app.outdir, asset);
        if (!readdirSync(directory).includes(PLAN_FILE)) continue;
        const handler = join(directory, 'index.js');
        writeFileSync(handler, prelude + readFileSync(handler, 'utf8'));
      }
    },
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
