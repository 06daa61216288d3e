import { AssemblyError } from './assembly-error';
import { evaluate, NO_VALUE, Scope } from './intrinsics';
import { isObject, JsonObject, objectOf, textOf } from './json';
import { AnyResource, Output } from './model';
import { fallbackAttribute, Identity, PhysicalIds, physicalIds } from './physical-ids';

/** What one stack may ask of the others in its assembly. */
export interface Surroundings {
  readonly importValue: (account: string, region: string, name: string) => unknown;
  readonly ssmParameter: (account: string, region: string, name: string) => string | undefined;
  /** The template that was uploaded under the URL of an `AWS::CloudFormation::Stack`. */
  readonly nestedTemplate: (url: string) => JsonObject | undefined;
}

export interface StackEnvironment {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly surroundings?: Surroundings;
}

export interface ResolvedStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** The resources whose condition holds, those of nested stacks included. */
  readonly resources: () => readonly AnyResource[];
  readonly outputs: () => readonly Output[];
}

const ALONE: Surroundings = { importValue: () => undefined, ssmParameter: () => undefined, nestedTemplate: () => undefined };

/** Any real bootstrap version satisfies CDK's rule; the newest is as good as another. */
const BOOTSTRAP_VERSION = '30';

/** Makes a template answerable: references, conditions and outputs are evaluated when asked for. */
export function resolveStack(template: JsonObject, environment: StackEnvironment): ResolvedStack {
  const { account, region, stackName } = environment;
  const surroundings = environment.surroundings ?? ALONE;
  const definitions = objectOf(template.Resources);
  const stackId = `arn:aws:cloudformation:${region}:${account}:stack/${stackName.replace(/\//g, '-')}/00000000-0000-0000-0000-000000000000`;
  const pseudoParameters: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName.replace(/\//g, '-'),
    'AWS::StackId': stackId,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': NO_VALUE,
  };

  const scope: Scope = {
    stackName,
    region,
    ref: (name, where) => {
      if (name in pseudoParameters) return pseudoParameters[name];
      if (isObject(objectOf(template.Parameters)[name])) return parameter(name);
      return resource(name, where).ref;
    },
    attribute: (logicalId, name, where) => resource(logicalId, where).attribute(name),
    condition: (name, where) => condition(name, where),
    mapping: (map, first, second) => objectOf(objectOf(objectOf(template.Mappings)[map])[first])[second],
    importValue: (name, where) => {
      const value = surroundings.importValue(account, region, name);
      if (value !== undefined) return value;
      throw new AssemblyError(`${where}: no stack of this assembly exports "${name}" in account ${account}, Region ${region}. Synthesize the exporting stack into the same assembly.`);
    },
    resolveDynamicReferences: (text) => text.replace(/\{\{resolve:ssm:([^}:]+)(?::\d+)?\}\}/g, (whole, name: string) =>
      surroundings.ssmParameter(account, region, name) ?? whole),
  };

  function parameter(name: string): unknown {
    const { Type: type, Default: fallback } = objectOf(objectOf(template.Parameters)[name]);
    const value = environment.parameters?.[name] ?? fallback;
    if (value === undefined) {
      throw new AssemblyError(`Parameter "${name}" of stack ${stackName} has no default. Give it a default, or pass its value when reading the assembly.`);
    }
    const parameterType = textOf(type) ?? 'String';
    if (parameterType.startsWith('AWS::SSM::Parameter::Value')) {
      const key = textOf(value) ?? '';
      const stored = surroundings.ssmParameter(account, region, key);
      return stored ?? (/^\/cdk-bootstrap\/[^/]+\/version$/.test(key) ? BOOTSTRAP_VERSION : `dummy-value-for-${key}`);
    }
    const isList = parameterType === 'CommaDelimitedList' || parameterType.startsWith('List<');
    return isList && typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
  }

  const conditionsInProgress = new Set<string>();
  function condition(name: string, where: string): boolean {
    const definition = objectOf(template.Conditions)[name];
    if (definition === undefined) throw new AssemblyError(`${where}: stack ${stackName} has no condition "${name}".`);
    if (conditionsInProgress.has(name)) throw new AssemblyError(`${where}: condition "${name}" of stack ${stackName} depends on itself.`);
    conditionsInProgress.add(name);
    try {
      return evaluate(definition, scope, `${stackName}/Conditions/${name}`) === true;
    } finally {
      conditionsInProgress.delete(name);
    }
  }

  const known = new Map<string, AnyResource>();
  function resource(logicalId: string, where: string): AnyResource {
    const existing = known.get(logicalId);
    if (existing !== undefined) return existing;
    const definition = definitions[logicalId];
    if (!isObject(definition)) throw new AssemblyError(`${where}: stack ${stackName} has no resource or parameter "${logicalId}".`);
    const created = createResource(logicalId, definition);
    known.set(logicalId, created);
    return created;
  }

  function createResource(logicalId: string, definition: JsonObject): AnyResource {
    const type = textOf(definition.Type) ?? '';
    const where = `${stackName}/${logicalId}`;
    const raw = objectOf(definition.Properties);
    const property = (name: string) => {
      const value = evaluate(raw[name], scope, `${where}.${name}`);
      return value === NO_VALUE ? undefined : value;
    };
    const identity: Identity = { logicalId, type, stackName, account, region, property };
    let ids: PhysicalIds | undefined;
    const idsInUse = () => ids ??= physicalIds(identity);
    return {
      stack: stackName,
      logicalId,
      accountId: account,
      region,
      type,
      get ref() {
        return type === 'AWS::CloudFormation::Stack' ? `${stackId}-${logicalId}` : idsInUse().ref;
      },
      attribute: (name) => {
        if (type === 'AWS::CloudFormation::Stack' && name.startsWith('Outputs.')) return nestedOutput(logicalId, name.slice('Outputs.'.length), where);
        if (type === 'Custom::CrossRegionExportReader') {
          const stored = surroundings.ssmParameter(account, region, name);
          if (stored !== undefined) return stored;
        }
        return idsInUse().attributes[name] ?? fallbackAttribute(identity, name);
      },
      properties: () => objectOf(evaluate(raw, scope, where)),
    };
  }

  const nestedStacks = new Map<string, ResolvedStack>();
  function nestedStack(logicalId: string): ResolvedStack | undefined {
    const properties = resource(logicalId, stackName).properties();
    const nestedTemplate = surroundings.nestedTemplate(textOf(properties.TemplateURL) ?? '');
    if (nestedTemplate === undefined) return undefined;
    const existing = nestedStacks.get(logicalId);
    if (existing !== undefined) return existing;
    const nested = resolveStack(nestedTemplate, {
      account, region, surroundings, stackName: `${stackName}/${logicalId}`, parameters: objectOf(properties.Parameters),
    });
    nestedStacks.set(logicalId, nested);
    return nested;
  }

  function nestedOutput(logicalId: string, name: string, where: string): unknown {
    const output = nestedStack(logicalId)?.outputs().find((candidate) => candidate.logicalId === name);
    if (output === undefined) throw new AssemblyError(`${where}: the nested stack has no output "${name}" in this assembly.`);
    return output.value;
  }

  const holds = (definition: unknown, where: string) => {
    const name = textOf(objectOf(definition).Condition);
    return name === undefined || condition(name, where);
  };

  return {
    name: stackName,
    account,
    region,
    resources: () => Object.keys(definitions).flatMap((logicalId) => {
      if (!holds(definitions[logicalId], `${stackName}/${logicalId}`)) return [];
      const own = resource(logicalId, stackName);
      return own.type === 'AWS::CloudFormation::Stack' ? [own, ...(nestedStack(logicalId)?.resources() ?? [])] : [own];
    }),
    outputs: () => Object.entries(objectOf(template.Outputs)).flatMap(([logicalId, definition]) => {
      const where = `${stackName}/Outputs/${logicalId}`;
      if (!holds(definition, where)) return [];
      const { Value, Description, Export } = objectOf(definition);
      const description = textOf(Description);
      const exportName = textOf(evaluate(objectOf(Export).Name, scope, where));
      return [{
        stack: stackName,
        logicalId,
        accountId: account,
        region,
        // A getter, because an import elsewhere may need the export's name before its value can be known.
        get value() { return evaluate(Value, scope, where); },
        ...(description === undefined ? {} : { description }),
        ...(exportName === undefined ? {} : { exportName }),
      }];
    }),
  };
}
