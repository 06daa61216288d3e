import * as http from 'node:http';
import { HOST } from '../setting';

/** An answer with the moments of its way, in milliseconds of one clock. */
export interface TimedAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly sentAt: number;
  readonly firstByteAt: number;
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
  readonly body: Buffer;
  readonly apiKey: string;
  readonly connections: number;
}

/** Keeps its connections open between samples, so that none of them counts the time to connect. */
export function createSender({ port, path, body, apiKey, connections }: SenderOptions): Sender {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const options: http.RequestOptions = {
    host: HOST,
    port,
    path,
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length, 'authorization': `Bearer ${apiKey}` },
  };
  return {
    send: () => new Promise((resolve, reject) => {
      const sentAt = performance.now();
      const request = http.request(options, (response) => {
        const pieces: Buffer[] = [];
        let firstByteAt = 0;
        response.on('data', (piece: Buffer) => {
          if (pieces.length === 0) firstByteAt = performance.now();
          pieces.push(piece);
        });
        response.on('end', () => {
          const endedAt = performance.now();
          if (pieces.length === 0) firstByteAt = endedAt;
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces), sentAt, firstByteAt, endedAt });
        });
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    }),
    close: () => agent.destroy(),
  };
}
