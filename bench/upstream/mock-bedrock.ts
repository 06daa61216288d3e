import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { Counts } from './counts';
import { requireValidSignature } from './signatures';
import { createSpeaker, Speaker } from './speaker';
import { CONVERSE_ANSWER } from '../workload/answers';
import { Operation, OPERATIONS } from '../workload/operations';

export interface MockBedrock {
  readonly server: Server;
  /** Answers the requests for streams. */
  readonly speaker: Speaker;
  /** Checking costs time, so that it is done before the measurement. */
  verifySignatures: boolean;
}

const STREAM_HEADERS = {
  'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-bedrock-content-type': 'application/json', 'x-amzn-requestid': 'benchmark',
};

const PATH = /^\/model\/[^/]+\/([a-z-]+)$/;

/** Answers Converse and the streamed operations at once, always the same, and counts. */
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
    const operation = operationOf(request);
    if (operation === undefined || body.length === 0) {
      counts.unexpected += 1;
      return refuse(response, 404, `${request.method ?? ''} ${request.url ?? ''} with ${body.length} bytes is not part of the benchmark`);
    }
    const signed = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') === true;
    counts.operations[operation][signed ? 'signed' : 'unsigned'] += 1;
    if (mock.verifySignatures && signed) await requireValidSignature(request, body);
    if (operation === 'converse') return answerWhole(response);
    response.writeHead(200, STREAM_HEADERS);
    speaker.answer(operation, response);
  }
  return mock;
}

function operationOf(request: IncomingMessage): Operation | undefined {
  const name = request.method === 'POST' ? PATH.exec(request.url ?? '')?.[1] : undefined;
  return OPERATIONS.find((operation) => operation === name);
}

function answerWhole(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': CONVERSE_ANSWER.length, 'x-amzn-requestid': 'benchmark' });
  response.end(CONVERSE_ANSWER);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ message }));
}
