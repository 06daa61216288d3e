import { ModelEvent } from '../../../../lambda/core/model-answer';
import { CommittedStream, newProgress, readToEnd } from '../../../../lambda/core/serving/read-stream';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { content, messageStop } from '../../../support/core/events';
import { VirtualClock } from '../../../support/virtual-clock';

const STOP = messageStop();

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
      const reader = readToEnd(endless);
      await reader.next();
      await reader.return();
      return closed;
    };
    expect(await clock.run(readOne())).toBe(true);
  });

  it('gets nothing more, and closes the upstream once', async () => {
    const { stream, closed } = streamOf([content('a'), content('b')]);
    const reader = readToEnd(stream);
    expect(await reader.next()).toEqual({ done: false, value: content('a') });
    await reader.return();
    await reader.return();
    expect(await reader.next()).toEqual({ done: true, value: undefined });
    expect(closed()).toBe(1);
  });
});

describe('a reader to the end', () => {
  it('gets what was held back first, and leaves the upstream alone', async () => {
    const { stream, closed } = streamOf([content('b'), STOP], [content('a')]);
    expect(await allOf(stream)).toEqual([content('a'), content('b'), STOP]);
    expect(stream.progress).toMatchObject({ contentEvents: 1, complete: true });
    expect(closed()).toBe(0);
  });

  it('is told when the terminal event is missing', async () => {
    const { stream, closed } = streamOf([content('a')]);
    await expect(allOf(stream)).rejects.toMatchObject({ code: 'IncompleteStream' });
    expect(closed()).toBe(0);
  });

  it('is told when the stream breaks, of which nothing is left open', async () => {
    const { stream, closed } = streamOf([content('a'), new UpstreamError('ConnectionError', undefined, 'lost')]);
    await expect(allOf(stream)).rejects.toMatchObject({ code: 'ConnectionError' });
    expect(closed()).toBe(1);
  });

  it('misses nothing of an answer that breaks after its terminal event', async () => {
    const { stream } = streamOf([content('a'), STOP, new UpstreamError('ConnectionError', undefined, 'lost')]);
    expect(await allOf(stream)).toEqual([content('a'), STOP]);
  });
});

function streamOf(rest: readonly (ModelEvent | Error)[], head: readonly ModelEvent[] = []) {
  let next = 0;
  let closed = 0;
  const stream: CommittedStream = {
    head,
    progress: newProgress(),
    rest: {
      async next() {
        const value = rest[next++];
        if (value instanceof Error) throw value;
        return value ? { done: false, value } : { done: true, value: undefined };
      },
      async return() {
        closed++;
        return { done: true, value: undefined };
      },
    },
  };
  return { stream, closed: () => closed };
}

async function allOf(stream: CommittedStream): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  const reader = readToEnd(stream);
  for (let next = await reader.next(); !next.done; next = await reader.next()) events.push(next.value);
  return events;
}
