import { Assembly } from './assembly/model';
import { createBedrock, SimulatedBedrock } from './bedrock';
import { createLoggingSettings } from './bedrock-control/logging/logging-settings';
import { parseLoggingConfiguration } from './bedrock-control/logging/parse-configuration';
import { Clock } from './clock';
import { createDynamoDb, DynamoDb } from './dynamodb/dynamodb';
import { Authorizer, createAuthorizer } from './iam/authorizer';
import { createIdentities, Identities } from './iam/identities';
import { organizationOf } from './iam/organization';
import { Sinks } from './sinks/sinks';
import { createSts, Sts } from './sts/sts';

/** The AWS services of one machine, with the roles and tables of an assembly. */
export interface LocalServices {
  readonly bedrock: SimulatedBedrock;
  readonly dynamodb: DynamoDb;
  readonly sts: Sts;
  readonly authorizer: Authorizer;
  readonly identities: Identities;
}

export async function createServices(
  assembly: Assembly, options: { readonly clock: Clock; readonly sinks: Sinks; readonly seed?: number },
): Promise<LocalServices> {
  const { clock, sinks, seed } = options;
  const identities = createIdentities({ clock });
  const authorizer = createAuthorizer({
    clock,
    organizationId: organizationOf(assembly.roles.map(({ trustPolicy }) => trustPolicy)),
    rolesByArn: new Map(assembly.roles.map((role) => [role.arn, { ...role, permissionsBoundary: role.permissionsBoundary?.document }])),
  });
  const dynamodb = createDynamoDb({ clock });
  await dynamodb.createTables(assembly.tables.map((table) => ({
    tableName: table.name,
    arn: table.arn,
    keySchema: table.keySchema,
    attributeDefinitions: table.attributeDefinitions,
    globalSecondaryIndexes: table.globalSecondaryIndexes.map(({ name, keySchema, projection }) => ({
      IndexName: name,
      KeySchema: keySchema,
      Projection: { ...projection, ProjectionType: projectionType(projection.ProjectionType) },
    })),
    ttlAttribute: table.timeToLiveAttribute,
  })));
  const logging = createLoggingSettings();
  for (const { accountId, region, configuration, stack, logicalId } of assembly.invocationLogging) {
    logging.set(accountId, region, parseLoggingConfiguration(configuration, `${stack}/${logicalId}.configuration`));
  }
  const bedrock = createBedrock({ clock, sinks, seed, logging });
  for (const { arn, copiedFrom } of assembly.applicationProfiles) {
    if (copiedFrom !== undefined) bedrock.registerResource(arn, copiedFrom);
  }
  for (const { arn, model } of assembly.provisionedThroughputs) {
    // What a custom model was made from is not known here: it answers all the same.
    if (!model.includes(':custom-model/')) bedrock.registerResource(arn, model);
  }
  for (const guardrail of assembly.guardrails) bedrock.setGuardrail(guardrail);
  return { identities, authorizer, dynamodb, bedrock, sts: createSts({ identities, authorizer, clock }) };
}

function projectionType(name: string | undefined): 'ALL' | 'KEYS_ONLY' | 'INCLUDE' {
  return name === 'KEYS_ONLY' || name === 'INCLUDE' ? name : 'ALL';
}
