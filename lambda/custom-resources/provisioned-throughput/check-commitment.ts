import type { ControlPlane } from './control-plane';
import { explain } from './failure';
import { METRIC_NAMESPACE } from '../../../src/contract/metrics';
import { COMMITMENT_DIMENSION, COMMITMENT_METRIC, CommitmentCheck } from '../../../src/contract/provisioned';

const DAY_MS = 24 * 60 * 60_000;

/**
 * A line in CloudWatch's embedded metric format: the days that are left of a commitment, below 0 when it is over.
 * @returns undefined for one without a commitment
 */
export async function checkCommitment(plane: ControlPlane, { arn, name }: CommitmentCheck, now: number): Promise<string | undefined> {
  const { commitmentEnd } = await plane.get(arn).catch((error: unknown) => { throw explain(`looking at '${arn}'`, error); });
  if (commitmentEnd === undefined) return undefined;
  return JSON.stringify({
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE, Dimensions: [[COMMITMENT_DIMENSION]], Metrics: [{ Name: COMMITMENT_METRIC, Unit: 'None' }] }],
    },
    [COMMITMENT_DIMENSION]: name,
    [COMMITMENT_METRIC]: Math.round((commitmentEnd - now) / DAY_MS * 100) / 100,
    commitmentEnd: new Date(commitmentEnd).toISOString(),
    arn,
  });
}
