import { RemovalPolicy } from 'aws-cdk-lib';
import { StackTemplate } from './support/apps';
import { everyOption, onManagedInstances } from './support/everything';
import { ResilientInferenceProps } from '../../src/index';
import { minimalProps, synthesize } from '../src/support/synthesis';

/** What `cdk destroy` leaves: resources that say so, and those that hold data and say nothing, where a default would keep it. */
function leftBehind(props: Parameters<typeof synthesize>[0]): string[] {
  const { Resources } = synthesize(props).template.toJSON() as StackTemplate;
  return Object.entries(Resources)
    .filter(([, { Type, DeletionPolicy }]) => (DeletionPolicy === undefined ? KEEPS_ITSELF.includes(Type) : DeletionPolicy !== 'Delete'))
    .map(([id, { Type }]) => `${Type} ${id.replace(/[0-9A-F]{8}$/, '')}`)
    .sort();
}

/** Types that CloudFormation retains or snapshots where a template says nothing. */
const KEEPS_ITSELF = ['AWS::DynamoDB::GlobalTable', 'AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::RDS::DBCluster'];

/** A setting of the account and Region, which other APIs may use: it is not the gateway's to take away. */
const OF_THE_ACCOUNT = ['AWS::ApiGateway::Account GatewayApiAccount', 'AWS::IAM::Role GatewayApiCloudWatchRole'];

test('destroying a gateway leaves nothing but the account’s own setting', () => {
  expect(leftBehind(minimalProps())).toEqual(OF_THE_ACCOUNT);
  expect(leftBehind({ ...minimalProps(), cloudWatchRole: false })).toEqual([]);
});

test('with every option it leaves nothing more, except a key that was not the gateway’s', () => {
  expect(leftBehind(everyOption)).toEqual([...OF_THE_ACCOUNT, 'AWS::KMS::Key Key'].sort());
});

test('managed instances go with it', () => {
  expect(leftBehind(onManagedInstances)).toEqual(OF_THE_ACCOUNT);
});

test('what is to be retained is the table and the logs', () => {
  const props: ResilientInferenceProps = { ...minimalProps(), cloudWatchRole: false, removalPolicy: RemovalPolicy.RETAIN };
  expect(leftBehind(props)).toEqual(['AWS::DynamoDB::GlobalTable GatewayTable', 'AWS::Logs::LogGroup GatewayAccessLogGroup', 'AWS::Logs::LogGroup GatewayLogGroup']);
});

test('what leaves the stack because it is replaced has the same fate as what leaves with it', () => {
  for (const removalPolicy of [RemovalPolicy.RETAIN, RemovalPolicy.DESTROY]) {
    const { Resources } = synthesize({ ...minimalProps(), removalPolicy }).template.toJSON() as StackTemplate;
    for (const { DeletionPolicy, UpdateReplacePolicy } of Object.values(Resources)) expect(UpdateReplacePolicy).toBe(DeletionPolicy);
  }
});
