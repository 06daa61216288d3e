import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { CfnGlobalTable, ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { DataBoundary } from './data-boundary';
import { guardrailRegions } from './guardrail-regions';
import { OUTSIDE_EUROPEAN_UNION } from '../contract/geographies';
import { ResilientInferenceError } from '../private/errors';
import { BoundRoute } from '../routing/bound-route';
import { describedTiers } from '../routing/describe-tiers';
import { BoundTarget } from '../targets/bound-target';
import { ModelReference } from '../targets/model-reference';

/** What users bring that holds data. */
export interface BroughtStores {
  readonly table?: ITableV2;
  readonly logGroup?: ILogGroup;
}

/** Says of everything at once how data can leave the boundary: whoever mends one thing wants to know the next. */
export function checkDataBoundary(
  scope: IConstruct, boundary: DataBoundary, routes: readonly BoundRoute[], { table, logGroup }: BroughtStores,
): void {
  const problems = [
    ...ownRegionProblems(scope, boundary),
    ...routes.flatMap((route) => routeProblems(route, boundary)),
    ...storeProblems('table', table?.env.region, boundary),
    ...storeProblems('logGroup', logGroup?.env.region, boundary),
  ];
  const distinct = [...new Set(problems)];
  if (distinct.length > 0) throw outside(scope, boundary, distinct);
  // Replicas can be added until the app is synthesized.
  if (table instanceof TableV2) scope.node.addValidation({ validate: () => replicaProblems(boundary, table) });
  tellWhatIsNotSeen(scope, boundary, routes, table);
  tellOfUnionsBorder(scope, boundary, routes);
}

function outside(scope: IConstruct, boundary: DataBoundary, problems: readonly string[]): ResilientInferenceError {
  return new ResilientInferenceError(
    'OutsideBoundary', `data can leave the dataBoundary ${describe(boundary)}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`, scope,
  );
}

function ownRegionProblems(scope: IConstruct, boundary: DataBoundary): string[] {
  const { region } = Stack.of(scope);
  if (Token.isUnresolved(region)) return ['the gateway itself: the Region of its stack is not known at synth; give the stack an env with account and region'];
  return boundary._regions.includes(region) ? [] : [`the gateway itself, with its logs and its table, is in '${region}': deploy the stack to a Region inside`];
}

function routeProblems(route: BoundRoute, boundary: DataBoundary): string[] {
  return describedTiers(route).flatMap(({ tier, what }) => tier.targets.flatMap((target) => [
    ...sourceProblems(target, boundary),
    ...modelProblems(target.model, boundary),
    ...guardrailProblems(route, target, boundary),
  ].map((problem) => `${what}, target '${target.name}': ${problem}`)));
}

function sourceProblems({ region: { name, home } }: BoundTarget, boundary: DataBoundary): string[] {
  // Where it is that of the stack, the stack is told about it.
  if (Token.isUnresolved(name)) return home ? [] : ['its Region is a token, so nobody knows now where it is called; write its code'];
  return boundary._regions.includes(name) ? [] : [`is called in '${name}'; set its region to one inside`];
}

/** Where a profile may take a call. Everything else is served where it is called. */
function modelProblems(model: ModelReference, boundary: DataBoundary): string[] {
  switch (model.kind) {
    case 'applicationProfile': return modelProblems(model.source, boundary);
    case 'globalProfile': return [`the Global profile '${model.profileId}' may be served in any commercial Region; call a geographic profile, or the model itself`];
    case 'geographicProfile': {
      const { profileId, destinations, sources } = model;
      if (!destinations) {
        return [`nobody knows where the profile '${profileId}' may be served; pass destinationRegions, or let "npx cdk-resilient-inference profiles" ask Bedrock`];
      }
      const elsewhere = destinations.filter((region) => !boundary._regions.includes(region));
      if (elsewhere.length === 0) return [];
      const remedy = sources
        ? 'that is what its geography tells; if it stays inside when called from there, pass destinationRegions, or let "npx cdk-resilient-inference profiles" ask Bedrock'
        : 'call another profile, or the model itself';
      return [`the profile '${profileId}' may be served in ${list(elsewhere)}; ${remedy}`];
    }
    case 'foundationModel':
    case 'resource': return [];
  }
}

function guardrailProblems({ guardrail }: BoundRoute, { name }: BoundTarget, boundary: DataBoundary): string[] {
  const identifier = guardrail?.byTarget.get(name)?.identifier;
  if (identifier === undefined) return [];
  const evaluated = guardrailRegions(identifier);
  if (evaluated.kind === 'notVisible') return [];
  if (evaluated.kind === 'unknownProfile') return [`nobody knows where its guardrail may be evaluated, whose guardrail profile is ${evaluated.profile}; use one without crossRegionConfig`];
  const elsewhere = evaluated.regions.filter((region) => !boundary._regions.includes(region));
  return elsewhere.length === 0 ? [] : [`its guardrail may be evaluated in ${list(elsewhere)}, because of its guardrail profile; use one without crossRegionConfig`];
}

function storeProblems(prop: keyof BroughtStores, region: string | undefined, boundary: DataBoundary): string[] {
  if (region === undefined || Token.isUnresolved(region) || boundary._regions.includes(region)) return [];
  return [`${prop} is in '${region}'; bring one that is inside`];
}

function replicaProblems(boundary: DataBoundary, table: TableV2): string[] {
  const { replicas } = table.node.defaultChild as CfnGlobalTable;
  const specifications = Stack.of(table).resolve(replicas) as readonly { readonly region: unknown }[];
  const elsewhere = specifications.flatMap(({ region }) => (typeof region === 'string' && !boundary._regions.includes(region) ? region : []));
  if (elsewhere.length === 0) return [];
  return [`data can leave the dataBoundary ${describe(boundary)}: table '${table.node.path}' has replicas in ${list(elsewhere)}; remove them, or bring another table [OutsideBoundary]`];
}

function tellWhatIsNotSeen(scope: IConstruct, boundary: DataBoundary, routes: readonly BoundRoute[], table: ITableV2 | undefined): void {
  if (table && !(table instanceof TableV2)) {
    Annotations.of(scope).addWarningV2(
      'cdk-resilient-inference:boundaryTable',
      `whether the table that was brought has replicas outside of the dataBoundary ${describe(boundary)} cannot be seen, because it is not in this app: see to it that it has none`,
    );
  }
  const guarded = routes.filter(({ guardrail }) => [...guardrail?.byTarget.values() ?? []].some(({ identifier }) => guardrailRegions(identifier).kind === 'notVisible'));
  if (guarded.length === 0) return;
  Annotations.of(scope).addWarningV2(
    'cdk-resilient-inference:boundaryGuardrails',
    `whether the guardrails of ${list(guarded.map(({ name }) => name))} are evaluated outside of the dataBoundary ${describe(boundary)} cannot be seen, `
    + 'because they are not in this app: see to it that they have no guardrail profile that leaves it',
  );
}

/** Who says EU often means the European Union, and Bedrock does not. */
function tellOfUnionsBorder(scope: IConstruct, boundary: DataBoundary, routes: readonly BoundRoute[]): void {
  if (boundary !== DataBoundary.EU) return;
  const reached = routes.flatMap((route) => describedTiers(route).flatMap(({ tier }) => tier.targets.flatMap(({ region, model }) => {
    const source = model.kind === 'applicationProfile' ? model.source : model;
    return [region.name, ...(source.kind === 'geographicProfile' ? source.destinations ?? [] : [])];
  })));
  const beyond = OUTSIDE_EUROPEAN_UNION.filter((region) => reached.includes(region));
  if (beyond.length === 0) return;
  Annotations.of(scope).addInfoV2(
    'cdk-resilient-inference:boundaryEurope',
    `the dataBoundary EU is what Bedrock calls so, and as far as is known, targets may be served in ${list(beyond)}, outside of the European Union: `
    + 'DataBoundary.EU_MEMBER_STATES leaves these out',
  );
}

function describe({ _name: name, _regions: regions }: DataBoundary): string {
  return `${name} (${regions.join(', ')})`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
