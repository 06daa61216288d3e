import { content, messageStart, messageStop, metadata, textsOf } from '../../../support/core/events';
import { answers, fails, pause, stalls, streams } from '../../../support/core/fake-models';
import { gatewayOf, targetsCalled } from '../../../support/core/gateway';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

/** The front closes the connection when nothing was sent for longer than a second. */
const maxSilenceMs = 1_000;
const LATE = streams(messageStart(), pause(1_500), content('late'), messageStop(), metadata());
const SLOW = streams(messageStart(), content('a'), pause(900), content('b'), pause(900), content('c'), messageStop(), metadata());

describe('before the connection to the caller is closed from outside', () => {
  it('a request that is not streamed has ended, with an answer or an error', async () => {
    const gateway = gatewayOf({ models: { first: [stalls()] } });
    const arrived = gateway.clock.now();
    expect(await gateway.fail({ maxSilenceMs })).toMatchObject({ status: 504 });
    expect(gateway.clock.now() - arrived).toBe(maxSilenceMs);
  });

  it('one that is buffered has too', async () => {
    const gateway = gatewayOf({ models: { first: [SLOW] }, route: { midStream: 'buffer' } });
    const arrived = gateway.clock.now();
    expect(await gateway.fail({ streamed: true, maxSilenceMs })).toMatchObject({ status: 504 });
    expect(gateway.clock.now() - arrived).toBe(maxSilenceMs);
  });

  it('a stream has shown content, however long its target may take for it', async () => {
    const gateway = gatewayOf({ tiers: [['first'], ['second']], models: { first: [LATE], second: [LATE] } });
    const arrived = gateway.clock.now();
    expect(await gateway.fail({ streamed: true, maxSilenceMs })).toMatchObject({ status: 504 });
    expect(gateway.clock.now() - arrived).toBe(maxSilenceMs);
    expect(targetsCalled(gateway)).toEqual(['first']);
  });

  it('no pause before a retry goes beyond it', async () => {
    const gateway = gatewayOf({ models: { first: [fails(ERROR_OF_FAILURE.throttledPerMinute()), answers()] } });
    expect(await gateway.fail({ streamed: true, maxSilenceMs })).toMatchObject({ status: 429 });
    expect(targetsCalled(gateway)).toEqual(['first']);
  });
});

it('a stream that shows content in time may go on for longer', async () => {
  const gateway = gatewayOf({ models: { first: [SLOW] } });
  const { events, error } = await gateway.read(await gateway.serve({ streamed: true, maxSilenceMs }));
  expect([textsOf(events), error]).toEqual([['a', 'b', 'c'], undefined]);
});

it('a stream that has broken is taken up only while the caller can still be reached', async () => {
  const broken = streams(messageStart(), content('a'), { kind: 'stall' });
  const route = { midStream: 'resume', idleTimeoutMs: 600 } as const;
  const models = { first: [broken], second: [fails(ERROR_OF_FAILURE.throttledPerMinute()), SLOW] };
  const gateway = gatewayOf({ tiers: [['first'], ['second']], models, route });
  const { error } = await gateway.read(await gateway.serve({ streamed: true, maxSilenceMs }));
  // After 600 ms of silence the second fails, and its pause of a second would be too long.
  expect(error).toMatchObject({ reason: 'brokenStream' });
  expect(targetsCalled(gateway)).toEqual(['first', 'second']);
});
