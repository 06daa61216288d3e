import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ITableV2, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { TABLE } from '../contract/table';

export interface GatewayTableOptions {
  readonly deletionProtection: boolean;
  readonly removalPolicy: RemovalPolicy;
  /** Absent: a key of DynamoDB's own. */
  readonly encryptionKey?: IKey;
}

/** One table for the quotas and the API keys. */
export function createGatewayTable(scope: Construct, { encryptionKey, ...options }: GatewayTableOptions): TableV2 {
  return new TableV2(scope, 'Table', {
    partitionKey: { name: TABLE.PARTITION_KEY, type: AttributeType.STRING },
    sortKey: { name: TABLE.SORT_KEY, type: AttributeType.STRING },
    timeToLiveAttribute: TABLE.TIME_TO_LIVE,
    billing: Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: encryptionKey && TableEncryptionV2.customerManagedKey(encryptionKey),
    ...options,
  });
}

/** A reservation is one conditional write; its outcome is read back where a rejection does not carry it. Shared health is read with keys. */
const LEDGER_ACTIONS = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'];
/** Without the wildcards of CDK's own lists. */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];

/** Keys are written by the operator's command line, never by the gateway. */
export function grantGatewayTable(table: ITableV2, grantee: IGrantable, authActions: readonly string[]): void {
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({
    actions: [...new Set([...authActions, ...LEDGER_ACTIONS])].sort(),
    resources: [table.tableArn],
  }));
  table.encryptionKey?.grant(grantee, ...KEY_ACTIONS);
}
