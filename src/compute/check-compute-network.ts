import { IConstruct } from 'constructs';
import { BoundCompute } from './bound-compute';
import { NetworkProps } from '../network/bind-network';
import { ResilientInferenceError } from '../private/errors';

/** Instances are in a network: one that is given here, or that of a capacity provider that was brought. */
export function checkComputeNetwork(scope: IConstruct, compute: BoundCompute, { vpc, vpcSubnets, securityGroups }: NetworkProps): void {
  if (compute.kind !== 'managedInstances') return;
  if (!compute.capacityProvider) {
    if (vpc) return;
    throw new ResilientInferenceError(
      'MissingVpc', 'compute is GatewayCompute.managedInstances(), but there is no vpc, and instances are in a VPC: pass vpc, or a compute.capacityProvider that has one', scope,
    );
  }
  const [given] = Object.entries({ vpc, vpcSubnets, securityGroups }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given === undefined) return;
  throw new ResilientInferenceError(
    'ContradictoryProperties', `${given} was given, but compute.capacityProvider was brought, whose instances are in its own network: remove one of them`, scope,
  );
}
