import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnGlobalTable, CfnTable, ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { IConstruct } from 'constructs';
import { TABLE } from '../contract/table';
import { ResilientInferenceError } from '../private/errors';

interface KeyElement {
  readonly attributeName: unknown;
  readonly keyType: unknown;
}

interface AttributeDefinition {
  readonly attributeName: unknown;
  readonly attributeType: unknown;
}

/** A table of this app says at synth what it is like. */
export function checkTableKeys(scope: IConstruct, table: ITableV2): void {
  const resource = table.node.defaultChild;
  if (!(resource instanceof CfnTable || resource instanceof CfnGlobalTable)) return;
  const stack = Stack.of(table);
  const keys = stack.resolve(resource.keySchema) as readonly KeyElement[];
  const types = new Map((stack.resolve(resource.attributeDefinitions) as readonly AttributeDefinition[] | undefined ?? [])
    .map(({ attributeName, attributeType }) => [attributeName, attributeType]));
  const found = keys.map(({ attributeName, keyType }) => `${String(attributeName)} (${String(keyType)}, ${String(types.get(attributeName))})`);
  const needed = [`${TABLE.PARTITION_KEY} (HASH, S)`, `${TABLE.SORT_KEY} (RANGE, S)`];
  if (found.join() !== needed.join()) {
    throw new ResilientInferenceError(
      'InvalidTable', `table '${table.node.path}' has the key ${found.join(', ')}, but needs ${needed.join(', ')}: bring another table, or leave it out for a new one`, scope,
    );
  }
  const timeToLive = stack.resolve(resource.timeToLiveSpecification) as { readonly attributeName?: unknown; readonly enabled?: unknown } | undefined;
  if (timeToLive?.attributeName === TABLE.TIME_TO_LIVE && timeToLive.enabled === true) return;
  Annotations.of(scope).addWarningV2(
    'cdk-resilient-inference:tableWithoutTimeToLive',
    `table '${table.node.path}' does not have '${TABLE.TIME_TO_LIVE}' as its time-to-live attribute: what has expired stays in it, and is paid for`,
  );
}
