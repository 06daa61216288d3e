import { resolve } from 'node:path';
import { AssemblyError } from './assembly-error';
import { numberOf, textOf } from './json';
import { readManifest } from './manifest';
import { AnyResource, Assembly, LogGroup, NotStoodUp } from './model';
import { readApplicationProfiles } from './read-application-profiles';
import { readFunctions } from './read-functions';
import { readGuardrails } from './read-guardrails';
import { readInvocationLogging } from './read-invocation-logging';
import { readProvisionedThroughputs } from './read-provisioned-throughputs';
import { readRestApis } from './read-rest-apis';
import { originOf, readRoles } from './read-roles';
import { readTables } from './read-tables';
import { ResolvedStack, resolveStack, Surroundings } from './resolve-stack';
import { supportOf } from './resource-support';
import { connectStacks } from './surroundings';

export interface ReadAssemblyOptions {
  /**
   * Account of stacks that name none.
   * @default 111111111111
   */
  readonly defaultAccount?: string;
  /**
   * Region of stacks that name none.
   * @default us-east-1
   */
  readonly defaultRegion?: string;
  /** Values of template parameters by name, for every stack that declares them. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * Reads the cloud assembly that `cdk synth` wrote, of any CDK app.
 * @throws AssemblyError when the directory is no assembly, is newer than this reader, or cannot be resolved
 */
export function readAssembly(directory: string, options: ReadAssemblyOptions = {}): Assembly {
  const { defaultAccount = '111111111111', defaultRegion = 'us-east-1' } = options;
  if (!/^\d{12}$/.test(defaultAccount)) throw new AssemblyError(`The default account must be 12 digits, received "${defaultAccount}".`);
  const { stacks: artifacts, assets } = readManifest(directory);
  if (artifacts.length === 0) throw new AssemblyError(`${resolve(directory)} holds no stack. Add one to the app, then run "npx cdk synth".`);
  const stacks: ResolvedStack[] = [];
  const surroundings: Surroundings = connectStacks(stacks, assets);
  for (const { template, stackName, account, region, parameters } of artifacts) {
    stacks.push(resolveStack(template, {
      stackName,
      account: account ?? defaultAccount,
      region: region ?? defaultRegion,
      parameters: { ...parameters, ...options.parameters },
      surroundings,
    }));
  }
  const resources = stacks.flatMap((stack) => stack.resources());
  return {
    directory: resolve(directory),
    stacks: stacks.map(({ name, account, region }, index) => ({
      name, accountId: account, region, environmentGiven: artifacts[index]?.account !== undefined && artifacts[index].region !== undefined,
    })),
    roles: readRoles(resources),
    tables: readTables(resources),
    functions: readFunctions(resources, assets),
    restApis: readRestApis(resources),
    logGroups: resources.filter(({ type }) => type === 'AWS::Logs::LogGroup').map(readLogGroup),
    applicationProfiles: readApplicationProfiles(resources),
    provisionedThroughputs: readProvisionedThroughputs(resources),
    guardrails: readGuardrails(resources),
    invocationLogging: readInvocationLogging(resources),
    outputs: stacks.flatMap((stack) => stack.outputs()),
    resources,
    notStoodUp: listNotStoodUp(resources),
  };
}

function readLogGroup(resource: AnyResource): LogGroup {
  const retentionDays = numberOf(resource.properties().RetentionInDays);
  return {
    ...originOf(resource),
    name: resource.ref,
    arn: textOf(resource.attribute('Arn')) ?? '',
    ...(retentionDays === undefined ? {} : { retentionDays }),
  };
}

function listNotStoodUp(resources: readonly AnyResource[]): NotStoodUp[] {
  const groups = new Map<string, { type: string; logicalIds: string[]; stack: string }>();
  for (const { type, stack, logicalId } of resources) {
    if (supportOf(type) !== 'notStoodUp') continue;
    const group = groups.get(`${stack} ${type}`) ?? { type, stack, logicalIds: [] };
    group.logicalIds.push(logicalId);
    groups.set(`${stack} ${type}`, group);
  }
  return [...groups.values()];
}
