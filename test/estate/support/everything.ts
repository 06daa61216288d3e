import { Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { PrivateHostedZone } from 'aws-cdk-lib/aws-route53';
import { GatewayCompute, GatewayEndpoint, GatewayWebAcl, InferenceVpcEndpoints, ResilientInferenceProps } from '../../../src/index';
import { minimalProps } from '../../src/support/synthesis';

/** Managed instances in a VPC with a way out. */
export function onManagedInstances(stack: Stack): ResilientInferenceProps {
  return { ...minimalProps(), vpc: new Vpc(stack, 'Vpc', { maxAzs: 3, natGateways: 1 }), compute: GatewayCompute.managedInstances(), tracing: true };
}

/** Every option that adds resources or permissions, in one gateway; what it needs beside is in the stack. */
export function everyOption(stack: Stack): ResilientInferenceProps {
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }] });
  const { executeApi } = new InferenceVpcEndpoints(stack, 'Endpoints', { vpc, executeApi: true });
  return {
    ...minimalProps(),
    vpc,
    endpoint: GatewayEndpoint.privateApi({ vpcEndpoints: [executeApi!] }),
    domain: {
      domainName: 'inference.corp.example.com',
      certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111111111111:certificate/c'),
      hostedZone: new PrivateHostedZone(stack, 'Zone', { vpc, zoneName: 'corp.example.com' }),
    },
    encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
    webAcl: GatewayWebAcl.managed(),
    tracing: true,
    compute: GatewayCompute.lambda({ provisionedConcurrentExecutions: 2 }),
  };
}
