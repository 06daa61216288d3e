import { InvokeRequest } from '../../../../lambda/core/requests/inference-request';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { content, messageStop, metadata } from '../../../support/core/events';
import { answers, answersWithoutUsage, fails, streams } from '../../../support/core/fake-models';
import { gatewayOf, GatewaySketch } from '../../../support/core/gateway';
import { ROUTE } from '../../../support/core/plans';

const CLAUDE = { foundationModel: 'anthropic.claude-sonnet-4-6' };
const NOVA = { foundationModel: 'amazon.nova-lite-v1:0' };
const DOWN = new UpstreamError('ServiceUnavailableException', 503, 'no');
const json = { max_tokens: 50, messages: [] };
const INVOKE: InvokeRequest = { kind: 'invoke', route: ROUTE, streamed: false, json, settings: {} };

const SKETCH: GatewaySketch = {
  targets: { claude: CLAUDE, nova: NOVA, other: CLAUDE },
  tiers: [['claude'], ['nova'], ['other']],
  models: { claude: [answers()], nova: [answers()], other: [answers()] },
};

it('is sent as it is to a model of its family', async () => {
  const gateway = gatewayOf(SKETCH);
  const served = await gateway.serve({ request: INVOKE });
  await served.finish();
  expect(served).toMatchObject({ kind: 'answer', target: 'claude', format: 'invoke' });
  expect(gateway.models.calls.map(({ request }) => request)).toMatchObject([{ kind: 'invoke', body: { json } }]);
  expect(gateway.record()).toMatchObject({ outcome: 'success', maxTokens: 50 });
});

it('falls back within its family alone', async () => {
  const gateway = gatewayOf({ ...SKETCH, models: { claude: [fails(DOWN)], other: [answers()] } });
  const served = await gateway.serve({ request: INVOKE });
  await served.finish();
  expect(served.target).toBe('other');
  expect(gateway.models.calls.map(({ target }) => target)).toEqual(['claude', 'other']);
});

it('is not served at all when its family is drained, and nothing is charged', async () => {
  const overrides = ['claude', 'other'].map((name) => ({ kind: 'target', name, effect: 'drained' } as const));
  const gateway = gatewayOf({ ...SKETCH, overrides });
  expect(await gateway.fail({ request: INVOKE })).toMatchObject({ status: 503, details: { deliberate: true } });
  expect(gateway.models.calls).toEqual([]);
  expect(gateway.ledger.asked).toEqual([]);
});

it('that breaks off after content fails clean, on a route that would take up another answer', async () => {
  const gateway = gatewayOf({
    ...SKETCH,
    route: { midStream: 'resume' },
    models: { claude: [streams(content('a'), { kind: 'error', error: DOWN })], other: [streams(content('a'), messageStop(), metadata())] },
  });
  const served = await gateway.serve({ request: { ...INVOKE, streamed: true } });
  const { error, events } = await gateway.read(served);
  await served.finish();
  expect(events).toHaveLength(1);
  expect(error).toMatchObject({ status: 503 });
  expect(gateway.models.calls).toHaveLength(1);
  expect(gateway.record()).toMatchObject({ outcome: 'brokenStream' });
});

it('is charged by an estimate of its answer when the model tells no tokens', async () => {
  const gateway = gatewayOf({ ...SKETCH, models: { claude: [answersWithoutUsage()] } });
  const served = await gateway.serve({ request: INVOKE });
  await served.finish();
  // The name of the target is the whole answer: two tokens at three bytes each, five times over, and its input.
  expect(gateway.record()).toMatchObject({ outcome: 'success', settledByEstimate: true });
  expect(gateway.record().settledTokens).toBe(gateway.record().reservedTokens! - 50 + 2 * 5);
});

it('is refused before anything is taken when nobody could count what it asks for', async () => {
  const gateway = gatewayOf({ ...SKETCH, targets: { claude: {}, nova: NOVA, other: CLAUDE } });
  expect(await gateway.fail({ request: INVOKE })).toMatchObject({ reason: 'invalidRequest' });
  expect(gateway.ledger.asked).toEqual([]);
});
