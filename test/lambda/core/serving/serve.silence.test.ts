import { content, messageStart, messageStop, metadata, textsOf } from '../../../support/core/events';
import { answers, breaks, fails, pause, stalls, streams } from '../../../support/core/fake-models';
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

it('the time that is left says nothing about a target when it is too short for an answer', async () => {
  const models = { first: [fails(ERROR_OF_FAILURE.unavailable(), 950)], second: [LATE] };
  const gateway = gatewayOf({ tiers: [['first'], ['second']], models });
  await gateway.fail({ streamed: true, maxSilenceMs });
  expect(gateway.record().attempts.map(({ outcome }) => outcome)).toEqual(['unavailable', 'deadline']);
});

it('a target that is asked to go on is left when it says nothing at all', async () => {
  const broken = streams(messageStart(), content('a'), breaks(ERROR_OF_FAILURE.connection()));
  const gateway = gatewayOf({
    tiers: [['first'], ['second'], ['third']],
    models: { first: [broken], second: [stalls()], third: [streams(messageStart(), content('a'), content('b'), messageStop(), metadata())] },
    route: { midStream: 'resume', firstTokenTimeoutMs: 1_000 },
  });
  const served = await gateway.serve({ streamed: true });
  const { error, events } = await gateway.read(served);
  await served.finish();
  expect([error, textsOf(events)]).toEqual([undefined, ['a', 'b']]);
  expect(gateway.record().attempts).toMatchObject([{}, { target: 'second', outcome: 'silent', durationMs: 1_000 }, {}]);
});

it('one that only repeats what the caller has got is left in time too', async () => {
  const broken = streams(messageStart(), content('x'.repeat(40)), breaks(ERROR_OF_FAILURE.connection()));
  const repeating = streams(messageStart(), ...Array.from({ length: 40 }, () => [pause(90), content('x')]).flat(), messageStop(), metadata());
  const gateway = gatewayOf({
    tiers: [['first'], ['second']], models: { first: [broken], second: [repeating] }, route: { midStream: 'resume', idleTimeoutMs: 200 },
  });
  const served = await gateway.serve({ streamed: true, maxSilenceMs });
  const began = gateway.clock.now();
  expect((await gateway.read(served)).error).toMatchObject({ name: 'GatewayError' });
  expect(gateway.clock.now() - began).toBeLessThanOrEqual(maxSilenceMs);
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
