import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { Counts } from './counts';
import { failureOf } from './failing';
import { requireValidSignature } from './signatures';
import { createSpeaker, Speaker } from './speaker';
import { Operation, OPERATIONS } from '../workload/operations';

export interface MockBedrock {
  readonly server: Server;
  /** Answers the requests for streams. */
  readonly speaker: Speaker;
  /** Checking costs time, so that it is done before the measurement. */
  verifySignatures: boolean;
}

const PATH = /^\/model\/([^/]+)\/([a-z-]+)$/;

/** Answers Converse and the streamed operations as it was told to speak, refuses models that fail, and counts. */
export function createMockBedrock(counts: Counts): MockBedrock {
  const speaker = createSpeaker();
  const mock: MockBedrock = {
    speaker,
    server: createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        answer(request, Buffer.concat(pieces), response).catch((error: unknown) => {
          refuse(response, 403, error instanceof Error ? error.message : String(error));
        });
      });
    }),
    verifySignatures: false,
  };

  async function answer(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const [model, operation] = modelAndOperationOf(request);
    if (operation === undefined || body.length === 0) {
      counts.unexpected += 1;
      return refuse(response, 404, `${request.method ?? ''} ${request.url ?? ''} with ${body.length} bytes is not part of the benchmark`);
    }
    const signed = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') === true;
    if (mock.verifySignatures && signed) await requireValidSignature(request, body);
    const failure = failureOf(model);
    if (failure) {
      counts.refused += 1;
      return refuse(response, failure.status, failure.message, failure.type);
    }
    counts.operations[operation][signed ? 'signed' : 'unsigned'] += 1;
    if (operation === 'converse') return speaker.answerWhole(response);
    speaker.answer(operation, response);
  }
  return mock;
}

function modelAndOperationOf(request: IncomingMessage): readonly [model: string, operation: Operation | undefined] {
  const [, model = '', name] = (request.method === 'POST' ? PATH.exec(request.url ?? '') : undefined) ?? [];
  return [model, OPERATIONS.find((operation) => operation === name)];
}

function refuse(response: ServerResponse, status: number, message: string, type?: string): void {
  response.writeHead(status, { 'content-type': 'application/json', ...type === undefined ? {} : { 'x-amzn-errortype': type } });
  response.end(JSON.stringify({ message }));
}
