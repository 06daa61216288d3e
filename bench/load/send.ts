import * as http from 'node:http';
import { HOST } from '../setting';

/** An answer with the moments of its way, in milliseconds of one clock. */
export interface TimedAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly sentAt: number;
  readonly firstByteAt: number;
  /** Absent: it was not looked for. */
  readonly firstTokenAt?: number;
  readonly endedAt: number;
}

export interface Sender {
  /** Sends the same request again. Rejects when the connection fails. */
  send(): Promise<TimedAnswer>;
  close(): void;
}

export interface SenderOptions {
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What to look for in the answer. */
  readonly firstToken?: Buffer;
  /** Asked before every request when it is a function. Absent: the request carries none. */
  readonly apiKey?: string | (() => string | undefined);
  readonly connections: number;
}

/** Keeps its connections open between samples, so that none of them counts the time to connect. */
export function createSender({ port, path, headers, body, firstToken, apiKey, connections }: SenderOptions): Sender {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const keyOf = typeof apiKey === 'function' ? apiKey : () => apiKey;
  const options = (): http.RequestOptions => ({
    host: HOST,
    port,
    path,
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length, ...authorization(keyOf()), ...headers },
  });
  return {
    send: () => new Promise((resolve, reject) => {
      const sentAt = performance.now();
      const request = http.request(options(), (response) => {
        const pieces: Buffer[] = [];
        let firstByteAt = 0;
        let firstTokenAt: number | undefined;
        response.on('data', (piece: Buffer) => {
          const now = performance.now();
          if (pieces.length === 0) firstByteAt = now;
          pieces.push(piece);
          if (firstToken && firstTokenAt === undefined && Buffer.concat(pieces).includes(firstToken)) firstTokenAt = now;
        });
        response.on('end', () => {
          const endedAt = performance.now();
          if (pieces.length === 0) firstByteAt = endedAt;
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces), sentAt, firstByteAt, firstTokenAt, endedAt });
        });
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    }),
    close: () => agent.destroy(),
  };
}

export function authorization(apiKey: string | undefined): Record<string, string> {
  return apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
}
