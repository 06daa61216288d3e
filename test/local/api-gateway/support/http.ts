import { IncomingHttpHeaders, IncomingMessage, request as httpRequest, RequestOptions } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** False when the connection ended before the response did. */
  readonly complete: boolean;
}

export interface Call extends Omit<RequestOptions, 'headers'> {
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

/** Resolves with the head of the response; the caller reads the rest. */
export function open(url: string, { body, ...options }: Call = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent: false, ...options } as RequestOptions, resolve);
    request.on('error', reject);
    request.end(body);
  });
}

export async function fetchAnswer(url: string, call: Call = {}): Promise<Answer> {
  return readAnswer(await open(url, call));
}

export function readAnswer(response: IncomingMessage): Promise<Answer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', () => undefined);
    response.resume();
    response.on('close', () => resolve({
      status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString(), complete: response.complete,
    }));
  });
}

export function nextChunk(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    response.once('data', (chunk: Buffer) => {
      response.pause();
      resolve(chunk.toString());
    });
    response.resume();
  });
}
