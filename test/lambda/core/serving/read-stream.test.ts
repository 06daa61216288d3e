import { CommittedStream, newProgress, readToEnd } from '../../../../lambda/core/serving/read-stream';
import { content } from '../../../support/core/events';
import { VirtualClock } from '../../../support/virtual-clock';

describe('a reader that stops early', () => {
  it('goes on only when the upstream has been closed', async () => {
    const clock = new VirtualClock();
    let closed = false;
    const endless: CommittedStream = {
      head: [],
      progress: newProgress(),
      rest: {
        next: async () => ({ done: false, value: content('a') }),
        return: async () => {
          await clock.sleep(100);
          closed = true;
          return { done: true, value: undefined };
        },
      },
    };
    const readOne = async () => {
      for await (const event of readToEnd(endless)) if (event.kind === 'content') break;
      return closed;
    };
    expect(await clock.run(readOne())).toBe(true);
  });
});
