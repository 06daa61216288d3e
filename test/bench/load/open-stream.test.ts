import { Agent, createServer, Server, ServerResponse } from 'node:http';
import { openStream } from '../../../bench/load/open-stream';
import { listen } from '../../../bench/processes/listen';
import { allFrames, converseStream } from '../../../bench/workload/answers';
import { CONVERSE_STREAM } from '../../../bench/workload/streams/formats';

const SPEECH = { tokens: 200, tokenBytes: 1_024 };
const FRAMES = allFrames(converseStream(SPEECH));

let server: Server;
const agent = new Agent();

async function open(answer: (response: ServerResponse) => void) {
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(response));
  });
  const listener = CONVERSE_STREAM.listen(SPEECH);
  const options = { port: await listen(server), path: '/', body: Buffer.from('{}'), apiKey: 'any', agent, listener };
  return { listener, opening: openStream(options) };
}

afterEach(() => {
  server.close();
  server.closeAllConnections();
});
afterAll(() => agent.destroy());

describe('a stream whose reader is in no hurry', () => {
  test('is read up to a token, then no further, then to its end', async () => {
    const { listener, opening } = await open((response) => response.end(Buffer.concat(FRAMES)));
    const stream = await opening;
    await stream.readUpTo(20);
    const { tokens } = listener;
    expect(tokens).toBeGreaterThanOrEqual(20);
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(listener.tokens).toBe(tokens);
    expect(tokens).toBeLessThan(SPEECH.tokens);
    await stream.readToEnd();
    expect(listener.tokens).toBe(SPEECH.tokens);
  });

  test('is wrong when it ends too early', async () => {
    const { opening } = await open((response) => response.end(FRAMES[0]));
    await expect((await opening).readToEnd()).rejects.toThrow('the stream ended after');
  });

  test('fails with its connection', async () => {
    const { opening } = await open((response) => {
      response.write(FRAMES[0]);
      setImmediate(() => response.destroy());
    });
    await expect((await opening).readToEnd()).rejects.toThrow('aborted');
  });

  test('is not opened by an error', async () => {
    const { opening } = await open((response) => response.writeHead(429).end());
    await expect(opening).rejects.toThrow('the status was 429, not 200');
  });
});
