import { EventEmitter } from 'node:events';
import { ServerResponse } from 'node:http';
import { createSpeaker } from '../../../bench/upstream/speaker';
import { allFrames, invokeStream } from '../../../bench/workload/answers';

/** A connection that takes so many writes until somebody reads. */
class SlowResponse extends EventEmitter {
  readonly written: Buffer[] = [];
  ended = false;
  destroyed = false;

  constructor(private readonly room: number) {
    super();
  }

  writeHead(): void {
    // Status and headers are none of this.
  }

  write(frame: Buffer): boolean {
    this.written.push(frame);
    return this.written.length % this.room !== 0;
  }

  end(): void {
    this.ended = true;
  }
}

const SPEECH = { tokens: 30, tokenBytes: 13 };

async function turns(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('the speaker', () => {
  const speaker = createSpeaker();
  speaker.choose(SPEECH);

  function speakTo(room: number): SlowResponse {
    const response = new SlowResponse(room);
    speaker.answer('invoke-with-response-stream', response as unknown as ServerResponse);
    return response;
  }

  test('writes one frame after the other and ends', async () => {
    const response = speakTo(Infinity);
    expect(response.written).toHaveLength(1);
    await turns();
    expect(Buffer.concat(response.written).equals(Buffer.concat(allFrames(invokeStream(SPEECH))))).toBe(true);
    expect(response.ended).toBe(true);
  });

  test('waits for a reader who stands still, however long', async () => {
    const response = speakTo(10);
    await turns();
    expect(response.written).toHaveLength(10);
    response.emit('drain');
    await turns();
    expect(response.written).toHaveLength(20);
    expect(response.ended).toBe(false);
  });

  test('stops when the reader has left', async () => {
    const response = speakTo(10);
    await turns();
    response.destroyed = true;
    response.emit('drain');
    await turns();
    expect(response.written).toHaveLength(10);
  });
});
