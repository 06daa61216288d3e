import { arrayOf, isObject, objectOf, textOf } from './json';
import { AnyResource, AttributeDefinition, KeySchemaElement, SecondaryIndex, Table } from './model';
import { originOf } from './read-roles';

/** The DynamoDB tables, whether synthesized by `Table` or by `TableV2`. */
export function readTables(resources: readonly AnyResource[]): Table[] {
  return resources.filter(({ type }) => type === 'AWS::DynamoDB::Table' || type === 'AWS::DynamoDB::GlobalTable').map(readTable);
}

function readTable(resource: AnyResource): Table {
  const properties = resource.properties();
  const timeToLive = objectOf(properties.TimeToLiveSpecification);
  const attribute = timeToLive.Enabled === false ? undefined : textOf(timeToLive.AttributeName);
  const replicas = arrayOf(properties.Replicas).flatMap((replica) => textOf(objectOf(replica).Region) ?? []);
  return {
    ...originOf(resource),
    name: resource.ref,
    arn: textOf(resource.attribute('Arn')) ?? '',
    keySchema: keySchemaOf(properties.KeySchema),
    attributeDefinitions: arrayOf(properties.AttributeDefinitions).filter(isObject) as unknown as AttributeDefinition[],
    globalSecondaryIndexes: indexesOf(properties.GlobalSecondaryIndexes),
    localSecondaryIndexes: indexesOf(properties.LocalSecondaryIndexes),
    ...(attribute === undefined ? {} : { timeToLiveAttribute: attribute }),
    billingMode: properties.BillingMode === 'PAY_PER_REQUEST' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    replicaRegions: [...new Set([resource.region, ...replicas])],
  };
}

function keySchemaOf(value: unknown): KeySchemaElement[] {
  return arrayOf(value).filter(isObject) as unknown as KeySchemaElement[];
}

function indexesOf(value: unknown): SecondaryIndex[] {
  return arrayOf(value).map((index) => {
    const { IndexName, KeySchema, Projection } = objectOf(index);
    return { name: textOf(IndexName) ?? '', keySchema: keySchemaOf(KeySchema), projection: objectOf(Projection) };
  });
}
