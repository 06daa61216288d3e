import { ISecurityGroup, IVpc, Port, Peer, SecurityGroup, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Construct, IConstruct } from 'constructs';
import { ResilientInferenceError } from '../private/errors';

export interface NetworkProps {
  readonly vpc?: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: ISecurityGroup[];
}

/** Where the function is connected to. */
export interface BoundNetwork {
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
}

export function bindNetwork(scope: Construct, { vpc, vpcSubnets, securityGroups }: NetworkProps): BoundNetwork | undefined {
  if (!vpc) {
    checkNothingElse(scope, { vpcSubnets, securityGroups });
    return undefined;
  }
  if (securityGroups?.length === 0) {
    throw new ResilientInferenceError('ContradictoryProperties', 'securityGroups is empty, but a function in a VPC has at least one: name one, or leave securityGroups out for a new one', scope);
  }
  checkSubnets(scope, vpc, vpcSubnets);
  return { vpc, vpcSubnets, securityGroups: securityGroups ?? [httpsOut(scope, vpc)] };
}

/** A function gets no public address, so from a public subnet it reaches nothing outside of the VPC. */
function checkSubnets(scope: IConstruct, vpc: IVpc, selection?: SubnetSelection): void {
  const publicly = vpc.selectSubnets(selection).subnets.filter((subnet) => vpc.publicSubnets.includes(subnet));
  if (publicly.length === 0) return;
  throw new ResilientInferenceError(
    'InvalidSubnets',
    `${selection ? 'vpcSubnets selects' : 'vpc has only'} public subnets, from which a function reaches neither the internet nor AWS services: `
    + 'use private subnets with a NAT gateway, or isolated ones with InferenceVpcEndpoints',
    scope,
  );
}

/** All that the gateway calls is called by HTTPS; nobody calls the function over the network. */
function httpsOut(scope: Construct, vpc: IVpc): ISecurityGroup {
  const group = new SecurityGroup(scope, 'SecurityGroup', {
    vpc, description: 'The function of the inference gateway: HTTPS to AWS services', allowAllOutbound: false,
  });
  group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS services');
  return group;
}

/** Whether nothing outside the VPC can be reached but through its endpoints, as far as is known at synth. */
export function isIsolated({ vpc, vpcSubnets }: BoundNetwork): boolean {
  const { subnets, isPendingLookup } = vpc.selectSubnets(vpcSubnets);
  return !isPendingLookup && subnets.length > 0 && subnets.every((subnet) => vpc.isolatedSubnets.includes(subnet));
}

function checkNothingElse(scope: IConstruct, given: Pick<NetworkProps, 'vpcSubnets' | 'securityGroups'>): void {
  const [name] = Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  if (name === undefined) return;
  throw new ResilientInferenceError('ContradictoryProperties', `${name} was given, but the function is in no VPC: pass vpc, or remove ${name}`, scope);
}
