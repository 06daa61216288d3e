import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { expectError } from '../support/errors';
import { actionsOf, statementsFor, statementsOf } from '../support/policies';
import { construct, minimalProps, synthesize } from '../support/synthesis';

function tableOf(props = {}) {
  const [table] = Object.values(synthesize({ ...minimalProps(), ...props }).template.findResources('AWS::DynamoDB::GlobalTable'));
  return table;
}

test('the table has the contract’s keys', () => {
  expect(tableOf()?.Properties).toMatchObject({
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'S' }],
  });
});

test('items expire by the contract’s attribute', () => {
  expect(tableOf()?.Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
});

test('capacity is on demand', () => {
  expect(tableOf()?.Properties.BillingMode).toBe('PAY_PER_REQUEST');
});

test('it can be restored to a point in time', () => {
  expect(tableOf()?.Properties.Replicas[0].PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
});

test('it is deleted with the stack and not protected, unless told otherwise', () => {
  expect(tableOf()).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  expect(tableOf()?.Properties.Replicas[0].DeletionProtectionEnabled).toBe(false);
  expect(tableOf({ removalPolicy: RemovalPolicy.RETAIN })).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  expect(tableOf({ deletionProtection: true })?.Properties.Replicas[0].DeletionProtectionEnabled).toBe(true);
});

describe('a table that was brought', () => {
  test('is used in place of a new one', () => {
    const { template, inference } = synthesize((stack) => ({ ...minimalProps(), table: TableV2.fromTableName(stack, 'Existing', 'existing') }));
    template.resourceCountIs('AWS::DynamoDB::GlobalTable', 0);
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { GATEWAY_TABLE_NAME: 'existing' } } });
    expect(inference.table.tableName).toBe('existing');
    expect(statementsFor('dynamodb', template, 'GatewayRole')).toEqual([{
      Effect: 'Allow',
      Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':dynamodb:us-east-1:111111111111:table/existing']] },
    }]);
  });

  test('may be encrypted with a key of its own, which the gateway may then use, by actions without a wildcard', () => {
    const { template } = synthesize((stack) => ({
      ...minimalProps(),
      table: new TableV2(stack, 'Own', {
        partitionKey: { name: 'pk', type: AttributeType.STRING },
        sortKey: { name: 'sk', type: AttributeType.STRING },
        encryption: TableEncryptionV2.customerManagedKey(new Key(stack, 'Key')),
      }),
    }));
    const [statement] = statementsFor('kms', template, 'GatewayRole');
    expect(statement && actionsOf(statement)).toEqual(['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey']);
    expect(statementsOf(template, 'GatewayRole').flatMap(actionsOf).filter((action) => action.includes('*'))).toEqual([]);
  });

  test('cannot be protected from here', () => {
    const { inference } = synthesize(minimalProps());
    expectError(
      () => construct({ ...minimalProps(), table: inference.table, deletionProtection: true }),
      'ContradictoryProperties', 'deletionProtection is true', 'table was given', '(at Stack/Gateway)',
    );
  });
});
