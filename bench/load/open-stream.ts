import * as http from 'node:http';
import { WrongAnswer } from './closed-loop';
import { authorization } from './send';
import { HOST } from '../setting';
import { Listener } from '../workload/streams/listener';

/** A stream whose reader is in no hurry. */
export interface OpenStream {
  /** Resolves when so many tokens have been read; from then on nothing is read any more. */
  readUpTo(tokens: number): Promise<void>;
  /** Resolves at the end of the stream. @throws WrongAnswer when it did not say what the upstream said */
  readToEnd(): Promise<void>;
}

export interface OpenStreamOptions {
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Absent: the request carries none. */
  readonly apiKey?: string;
  /** Its connections are closed by whoever has made it. */
  readonly agent: http.Agent;
  readonly listener: Listener;
}

/** Resolves when the answer has begun; nothing of it has been read then. @throws WrongAnswer for another status than 200 */
export function openStream({ port, path, headers, body, apiKey, agent, listener }: OpenStreamOptions): Promise<OpenStream> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: HOST,
      port,
      path,
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': body.length, ...authorization(apiKey), ...headers },
    }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        reject(new WrongAnswer(`the status was ${response.statusCode ?? 0}, not 200`));
        return;
      }
      resolve(readerOf(response, listener));
    });
    request.on('error', reject);
    request.end(body);
  });
}

function readerOf(response: http.IncomingMessage, listener: Listener): OpenStream {
  let heard: () => void = () => undefined;
  // Listening does not start the flow while it is paused.
  response.pause();
  response.on('data', (piece: Buffer) => {
    listener.hear(piece);
    heard();
  });
  const broken = new Promise<never>((_, reject) => { response.on('error', reject); });
  broken.catch(() => undefined);
  const ended = new Promise<void>((resolve) => { response.on('end', resolve); });

  return {
    readUpTo: (tokens) => Promise.race([broken, new Promise<void>((resolve) => {
      heard = () => {
        if (listener.tokens < tokens) return;
        response.pause();
        resolve();
      };
      response.resume();
      heard();
    })]),
    async readToEnd() {
      heard = () => undefined;
      response.resume();
      await Promise.race([broken, ended]);
      const wrong = listener.verdict();
      if (wrong !== undefined) throw new WrongAnswer(wrong);
    },
  };
}
