import { createServer, Server } from 'node:http';
import { listen } from '../../../bench/processes/listen';
import { LambdaResponseStream } from '../../../bench/subjects/lambda/response-stream';
import { restEvent } from '../../../bench/subjects/lambda/rest-event';
import { readEvent } from '../../../lambda/adapters/apigateway/event';

const servers: Server[] = [];

async function answering(handler: (stream: LambdaResponseStream) => void): Promise<Response> {
  const server = createServer((_request, response) => handler(new LambdaResponseStream(response)));
  servers.push(server);
  return fetch(`http://127.0.0.1:${await listen(server)}/`);
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

describe('the response stream of the front', () => {
  test('sends status, headers and body', async () => {
    const response = await answering((stream) => {
      const body = stream.prepend({ statusCode: 201, headers: { 'x-test': 'yes' } });
      body.write(Buffer.alloc(0));
      body.write('first, ');
      body.end('second');
    });
    expect([response.status, response.headers.get('x-test'), await response.text()]).toEqual([201, 'yes', 'first, second']);
  });

  test('passes a body on that is larger than its buffers', async () => {
    const response = await answering((stream) => {
      stream.prepend({ statusCode: 200, headers: {} }).write(Buffer.alloc(0));
      stream.write(Buffer.alloc(3_000_000, 'a'));
      stream.end(Buffer.alloc(1_000_000, 'b'));
    });
    expect((await response.arrayBuffer()).byteLength).toBe(4_000_000);
  });

  test('answers 502 for a response that ends without a write, because Lambda sends no status then', async () => {
    const response = await answering((stream) => stream.prepend({ statusCode: 200, headers: {} }).end());
    expect(response.status).toBe(502);
  });

  test('answers 502 for a response without metadata', async () => {
    const response = await answering((stream) => stream.end('text'));
    expect(response.status).toBe(502);
  });

  test('finishes when everything has been handed over', async () => {
    const finished = await new Promise<boolean>((resolve) => {
      void answering((stream) => {
        stream.on('finish', () => resolve(stream.writableFinished));
        stream.prepend({ statusCode: 200, headers: {} }).write('text');
        stream.end();
      });
    });
    expect(finished).toBe(true);
  });
});

describe('the event of the front', () => {
  test('is one that the gateway reads as the request that was sent', async () => {
    const received = await new Promise<ReturnType<typeof readEvent>>((resolve) => {
      const server = createServer((request, response) => {
        resolve(readEvent(restEvent(request, '{"question":"naïve?"}'), { getRemainingTimeInMillis: () => 1_000 }));
        response.end();
      });
      servers.push(server);
      void listen(server).then((port) => fetch(`http://127.0.0.1:${port}/model/some%3Aroute/converse`, { method: 'POST', headers: { Authorization: 'Bearer key' } }));
    });
    expect(received).toMatchObject({ method: 'POST', path: '/model/some%3Aroute/converse', remainingMs: 1_000 });
    expect(received.headers.authorization).toBe('Bearer key');
    expect(Buffer.from(received.body).toString('utf8')).toBe('{"question":"naïve?"}');
    expect(received.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});
