import { createScene, DAY, properties } from './support/scene';
import { checkCommitment } from '../../../../lambda/custom-resources/provisioned-throughput/check-commitment';
import { METRIC_NAMESPACE } from '../../../../src/contract/metrics';

async function measured(commitment: 'OneMonth' | 'SixMonths' | undefined, days: number) {
  const { stack, plane, clock } = createScene({ creationMs: 0 });
  const deployed = stack();
  await deployed.deploy(properties({ ...commitment && { Commitment: commitment } }));
  await clock.advance(days * DAY);
  const line = await checkCommitment(plane, { arn: deployed.physicalId!, name: 'chat' }, clock.now());
  return line === undefined ? undefined : JSON.parse(line) as Record<string, unknown>;
}

test('the days that are left, in the embedded metric format', async () => {
  expect(await measured('OneMonth', 10)).toEqual({
    _aws: {
      Timestamp: Date.UTC(2026, 0, 11),
      CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE, Dimensions: [['ProvisionedThroughput']], Metrics: [{ Name: 'ProvisionedCommitmentDaysLeft', Unit: 'None' }] }],
    },
    ProvisionedThroughput: 'chat',
    ProvisionedCommitmentDaysLeft: 21,
    commitmentEnd: '2026-02-01T00:00:00.000Z',
    arn: expect.stringMatching(/:provisioned-model\//),
  });
});

test.each([[30.75, 0.25], [31.5, -0.5], [33, 26]])('after %s days of a month they are %s: below 0 until it renews itself', async (days, left) => {
  expect(await measured('OneMonth', days)).toMatchObject({ ProvisionedCommitmentDaysLeft: left });
});

test('nothing without a commitment', async () => {
  expect(await measured(undefined, 1)).toBeUndefined();
});

test('an error of one that is gone says which', async () => {
  const { plane } = createScene();
  await expect(checkCommitment(plane, { arn: 'arn:gone', name: 'chat' }, 0)).rejects.toThrow("looking at 'arn:gone' failed with ResourceNotFoundException");
});
