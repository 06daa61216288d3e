import { existsSync, statSync } from 'node:fs';
import { AssemblyError } from './assembly-error';
import { numberOf, objectOf, textOf } from './json';
import { FileAsset } from './manifest';
import { AnyResource, LambdaFunctionModel } from './model';
import { originOf } from './read-roles';

/** The Lambda functions, each with the asset directory that would be uploaded. */
export function readFunctions(resources: readonly AnyResource[], assets: readonly FileAsset[]): LambdaFunctionModel[] {
  return resources.filter(({ type }) => type === 'AWS::Lambda::Function').map((resource) => readFunction(resource, assets));
}

function readFunction(resource: AnyResource, assets: readonly FileAsset[]): LambdaFunctionModel {
  const properties = resource.properties();
  const variables = Object.entries(objectOf(objectOf(properties.Environment).Variables));
  const logging = objectOf(properties.LoggingConfig);
  const reserved = numberOf(properties.ReservedConcurrentExecutions);
  const instances = objectOf(objectOf(properties.CapacityProviderConfig).LambdaManagedInstancesCapacityProviderConfig);
  const requestsAtOnce = numberOf(instances.PerExecutionEnvironmentMaxConcurrency);
  const runtime = textOf(properties.Runtime);
  return {
    ...originOf(resource),
    name: resource.ref,
    arn: textOf(resource.attribute('Arn')) ?? '',
    handler: textOf(properties.Handler) ?? '',
    ...(runtime === undefined ? {} : { runtime }),
    memoryMegabytes: numberOf(properties.MemorySize) ?? 128,
    timeoutSeconds: numberOf(properties.Timeout) ?? 3,
    environmentVariables: Object.fromEntries(variables.map(([name, value]) => [name, textOf(value) ?? JSON.stringify(value)])),
    roleArn: textOf(properties.Role) ?? '',
    ...codeOf(resource, objectOf(properties.Code), assets),
    logGroup: textOf(logging.LogGroup) ?? `/aws/lambda/${resource.ref}`,
    logFormat: logging.LogFormat === 'JSON' ? 'JSON' : 'Text',
    ...(reserved === undefined ? {} : { reservedConcurrency: reserved }),
    ...(requestsAtOnce === undefined ? {} : { requestsAtOnce }),
  };
}

function codeOf({ stack, logicalId }: AnyResource, code: Readonly<Record<string, unknown>>, assets: readonly FileAsset[]) {
  const inlineCode = textOf(code.ZipFile);
  if (inlineCode !== undefined) return { inlineCode };
  const key = textOf(code.S3Key);
  const path = assets.find(({ objectKey }) => objectKey === key)?.path;
  if (path === undefined) return {};
  if (!existsSync(path)) {
    throw new AssemblyError(`The code of function ${stack}/${logicalId} is missing: ${path} does not exist. Synthesize again with "npx cdk synth".`);
  }
  return statSync(path).isDirectory() ? { codeDirectory: path } : {};
}
