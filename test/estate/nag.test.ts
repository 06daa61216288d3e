import { AwsSolutionsChecks } from 'cdk-nag';
import { everyOption, onManagedInstances } from './support/everything';
import { EXPLANATIONS } from './support/nag-explanations';
import { ApplicationProfiles, GatewayAuth, InferenceAccountRole, InferenceTarget, ResilientInferenceProps, RouteGuardrail } from '../../src/index';
import { minimalProps, SONNET, synthesize } from '../src/support/synthesis';

interface Finding {
  readonly rule: string;
  /** Below the stack. */
  readonly construct: string;
}

function findingsOf(props: Parameters<typeof synthesize>[0]): Finding[] {
  const { stack } = synthesize(props);
  return new AwsSolutionsChecks(stack).validateScope(stack).violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => ({ rule: ruleName, construct: (constructPath ?? '').replace(/^Stack\//, '') })));
}

const explains = ({ rule, construct }: Finding) => EXPLANATIONS.filter((each) => each.rule === rule && each.construct.test(construct));

/** The VPC is the user's, whatever is made of it. */
const notOurs = ({ construct }: Finding) => construct.startsWith('Vpc/');

const EVERY_TARGET: ResilientInferenceProps = {
  ...minimalProps(),
  routes: {
    guarded: { targets: [InferenceTarget.crossRegion(SONNET)], guardrail: RouteGuardrail.perRegion({ 'us-east-1': { identifier: 'gr1a2b3c4d5e', version: '1' } }) },
    others: {
      targets: [
        InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6'),
        InferenceTarget.onDemand('amazon.nova-micro-v1:0', { region: 'us-west-2' }),
        InferenceTarget.crossRegion(SONNET, { roleArn: InferenceAccountRole.arnFor('222222222222', 'inference') }),
      ],
    },
  },
  tokenCounting: true,
};

const KINDS: readonly (readonly [string, Parameters<typeof synthesize>[0]])[] = [
  ['the smallest gateway', minimalProps()],
  ['every option', everyOption],
  ['every kind of target', EVERY_TARGET],
  ['managed instances', onManagedInstances],
  ['application profiles', { ...minimalProps(), applicationProfiles: ApplicationProfiles.perTenant() }],
];

describe('cdk-nag, AwsSolutions', () => {
  const found = new Map(KINDS.map(([name, props]) => [name, findingsOf(props).filter((finding) => !notOurs(finding))]));

  test.each(KINDS.map(([name]) => name))('finds nothing in %s that is not explained', (name) => {
    expect(found.get(name)!.filter((finding) => explains(finding).length !== 1)).toEqual([]);
  });

  test('no explanation is left that explains nothing', () => {
    const used = new Set([...found.values()].flat().flatMap(explains));
    expect(EXPLANATIONS.filter((explanation) => !used.has(explanation))).toEqual([]);
  });

  test('does not miss authorization where API Gateway checks it', () => {
    const rules = findingsOf({ ...minimalProps(), auth: GatewayAuth.iam(), tenants: { a: { iamPrincipals: ['arn:aws:iam::111111111111:role/a'] } } }).map(({ rule }) => rule);
    expect(rules).not.toContain('AwsSolutions-APIG4');
  });
});
