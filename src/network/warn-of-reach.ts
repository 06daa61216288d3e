import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BoundNetwork, isIsolated } from './bind-network';
import { BoundAuth } from '../gateway/bound-auth';
import { BoundTarget } from '../targets/bound-target';

/**
 * Says what a function in isolated subnets cannot reach by VPC endpoints: endpoints are of the VPC's own Region, and issuers of
 * tokens have none. There are other ways, such as a transit gateway, so it may still work.
 */
export function warnOfReach(scope: IConstruct, network: BoundNetwork, targets: readonly BoundTarget[], auth: BoundAuth): void {
  if (!isIsolated(network)) return;
  const away = targets.filter(({ region }) => !region.home);
  if (away.length > 0) {
    const regions = [...new Set(away.map(({ region }) => region.name))].sort();
    Annotations.of(scope).addWarningV2(
      'cdk-resilient-inference:targetsOutOfReach',
      `${away.map(({ name }) => `'${name}'`).join(', ')} ${away.length === 1 ? 'is' : 'are'} called in ${regions.join(', ')}, `
      + 'which the function cannot reach: its subnets are isolated, and a VPC has endpoints for its own Region only. '
      + 'Use subnets with a NAT gateway, use cross-Region profiles of the Region of the gateway, or acknowledge this warning if there is another way',
    );
  }
  if (auth.accepts.includes('jwt')) {
    Annotations.of(scope).addWarningV2(
      'cdk-resilient-inference:issuerOutOfReach',
      'the function fetches the keys of the issuer of tokens over the internet, but its subnets are isolated: '
      + 'use subnets with a NAT gateway or another kind of auth, or acknowledge this warning if the issuer can be reached otherwise',
    );
  }
}
