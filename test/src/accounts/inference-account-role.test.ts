import { App, Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InferenceAccountRole, InferenceAccountRoleProps, InferenceTarget, InferenceTargetOptions } from '../../../src/index';
import { expectError } from '../support/errors';
import { INVOKE, actionsOf, allStatements, arn, statementsOf } from '../support/policies';
import { SONNET } from '../support/synthesis';

const MEMBER = '222222222222';
const GATEWAY = { gatewayAccount: '111111111111', gatewayRoleName: 'gateway' };
const ROLE = InferenceAccountRole.arnFor(MEMBER, 'shard');

function shard(options: InferenceTargetOptions = {}): InferenceTarget {
  return InferenceTarget.crossRegion(SONNET, { roleArn: ROLE, ...options });
}

function memberTemplate(props: Partial<InferenceAccountRoleProps> = {}, env: { account?: string; region?: string } = { account: MEMBER, region: 'us-east-1' }): Template {
  const stack = new Stack(new App(), 'Member', { env });
  new InferenceAccountRole(stack, 'Inference', { ...GATEWAY, targets: [shard()], ...props });
  return Template.fromStack(stack);
}

function onlyRole(template: Template) {
  const [role] = Object.values(template.findResources('AWS::IAM::Role'));
  return role?.Properties;
}

describe('trust', () => {
  test('only the gateway’s role may assume it, named in a condition so that it need not exist yet', () => {
    expect(onlyRole(memberTemplate()).AssumeRolePolicyDocument.Statement).toEqual([{
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111111111111:root']] } },
      Condition: { ArnEquals: { 'aws:PrincipalArn': arn('iam::111111111111:role/gateway') } },
    }]);
  });

  test('an external id is asked for when the targets send one', () => {
    const template = memberTemplate({ targets: [shard({ externalId: 'team' })] });
    expect(onlyRole(template).AssumeRolePolicyDocument.Statement[0].Condition.StringEquals).toEqual({ 'sts:ExternalId': 'team' });
  });
});

describe('permissions', () => {
  test('are those of the targets, with the profiles of the member account', () => {
    const profile = arn(`bedrock:us-east-1:${MEMBER}:inference-profile/${SONNET}`);
    expect(statementsOf(memberTemplate(), 'InferenceRole')).toEqual([
      { Effect: 'Allow', Action: INVOKE, Resource: profile },
      {
        Effect: 'Allow',
        Action: INVOKE,
        Resource: ['us-east-1', 'us-east-2', 'us-west-2'].map((region) => arn(`bedrock:${region}::foundation-model/anthropic.claude-sonnet-4-6`)),
        Condition: { StringEquals: { 'bedrock:InferenceProfileArn': profile } },
      },
    ]);
  });

  test('of an application inference profile are its own, and those of what it copies in that account and Region through it only', () => {
    const own = `arn:aws:bedrock:us-west-2:${MEMBER}:application-inference-profile/x1`;
    const target = InferenceTarget.applicationProfile(own, {
      copiedFrom: SONNET, roleArn: ROLE, region: 'us-west-2', destinationRegions: ['us-east-1'],
    });
    const Condition = { StringEquals: { 'bedrock:InferenceProfileArn': own } };
    const allow = (Resource: unknown, through?: object) => ({ Effect: 'Allow', Action: INVOKE, Resource, ...through });
    expect(statementsOf(memberTemplate({ targets: [target] }), 'InferenceRole')).toEqual([
      allow(own),
      allow(arn(`bedrock:us-west-2:${MEMBER}:inference-profile/${SONNET}`), { Condition }),
      allow(['us-west-2', 'us-east-1'].map((region) => arn(`bedrock:${region}::foundation-model/anthropic.claude-sonnet-4-6`)), { Condition }),
    ]);
  });

  test('follow the Region of the gateway, not that of the member stack', () => {
    const [profile] = statementsOf(memberTemplate({ gatewayRegion: 'us-west-2' }), 'InferenceRole');
    expect(profile?.Resource).toEqual(arn(`bedrock:us-west-2:${MEMBER}:inference-profile/${SONNET}`));
  });

  test('do not let it assume a further role, and hold no wildcard', () => {
    const statements = statementsOf(memberTemplate(), 'InferenceRole');
    expect(statements.flatMap(actionsOf)).not.toContain('sts:AssumeRole');
    expect(allStatements(memberTemplate()).flatMap(actionsOf).filter((action) => action.includes('*'))).toEqual([]);
  });
});

describe('name', () => {
  test('comes from the role ARN of the targets', () => {
    expect(onlyRole(memberTemplate())).toMatchObject({ RoleName: 'shard' });
    expect(onlyRole(memberTemplate())).not.toHaveProperty('Path');
  });

  test('comes with its path', () => {
    const template = memberTemplate({ targets: [shard({ roleArn: `arn:aws:iam::${MEMBER}:role/team/shard` })] });
    expect(onlyRole(template)).toMatchObject({ RoleName: 'shard', Path: '/team/' });
  });

  test('has to be passed where the role ARN is a token', () => {
    const token = new CfnParameter(new Stack(), 'Role').valueAsString;
    expectError(() => memberTemplate({ targets: [shard({ roleArn: token })] }), 'RoleMismatch', 'pass roleName', '(at Member/Inference)');
    expect(onlyRole(memberTemplate({ targets: [shard({ roleArn: token })], roleName: 'shard' }))).toMatchObject({ RoleName: 'shard' });
  });
});

describe('targets that do not belong to the role are refused', () => {
  test('none at all', () => {
    expectError(() => memberTemplate({ targets: [] }), 'NoTargets', 'could call nothing', '(at Member/Inference)');
  });

  test('one without a role', () => {
    expectError(() => memberTemplate({ targets: [InferenceTarget.crossRegion(SONNET)] }), 'RoleMismatch', `'${SONNET}@us-east-1'`, 'no roleArn');
  });

  test('one of another account', () => {
    const other = shard({ roleArn: InferenceAccountRole.arnFor('333333333333', 'shard') });
    expectError(() => memberTemplate({ targets: [shard(), other] }), 'RoleMismatch', "account '333333333333'", `'${MEMBER}'`);
  });

  test('one of another role name', () => {
    expectError(() => memberTemplate({ roleName: 'other' }), 'RoleMismatch', "role name 'shard'", "'other'");
  });

  test('one of another path', () => {
    const other = shard({ roleArn: `arn:aws:iam::${MEMBER}:role/team/shard`, region: 'us-west-2' });
    expectError(() => memberTemplate({ targets: [shard(), other] }), 'RoleMismatch', "role path '/team/'", "'/'");
  });

  test('one with another external id, or without it', () => {
    expectError(() => memberTemplate({ externalId: 'team-b', targets: [shard({ externalId: 'team-a' })] }), 'RoleMismatch', "external id 'team-a'", "'team-b'");
    expectError(() => memberTemplate({ externalId: 'team-b' }), 'RoleMismatch', "external id 'none'");
  });

  test('but not because the account of the stack is not known yet', () => {
    expect(() => memberTemplate({}, {})).not.toThrow();
  });
});

describe('properties', () => {
  test.each(['', '1111', '11111111111a'])("the gateway account '%s' is refused", (gatewayAccount) => {
    expectError(() => memberTemplate({ gatewayAccount }), 'InvalidAccountId', `'${gatewayAccount}'`, '12 digits', '(at Member/Inference)');
  });

  test.each(['', 'a/b', '*', 'x'.repeat(65)])("the gateway role name '%s' is refused", (gatewayRoleName) => {
    expectError(() => memberTemplate({ gatewayRoleName }), 'InvalidName', 'gatewayRoleName', '1 to 64', '(at Member/Inference)');
  });

  test('a malformed role name, Region or external id is refused', () => {
    expectError(() => memberTemplate({ roleName: 'a b' }), 'InvalidName', "roleName is 'a b'");
    expectError(() => memberTemplate({ gatewayRegion: 'us' }), 'InvalidRegion', "gatewayRegion is 'us'");
    expectError(() => memberTemplate({ externalId: 'x' }), 'InvalidExternalId', "externalId is 'x'");
  });

  test('tokens are accepted where CloudFormation fills them in', () => {
    const stack = new Stack(new App(), 'Member');
    const token = (id: string) => new CfnParameter(stack, id).valueAsString;
    expect(() => new InferenceAccountRole(stack, 'Inference', {
      gatewayAccount: token('Account'), gatewayRoleName: token('Name'), gatewayRegion: token('Region'), roleName: token('Role'), targets: [shard()],
    })).not.toThrow();
  });
});

describe('arnFor', () => {
  test('names the role in whatever partition it is deployed', () => {
    expect(new Stack().resolve(ROLE)).toEqual(arn(`iam::${MEMBER}:role/shard`));
  });

  test('refuses what cannot be an account or a role name', () => {
    expectError(() => InferenceAccountRole.arnFor('222', 'shard'), 'InvalidAccountId', "'222'");
    expectError(() => InferenceAccountRole.arnFor(MEMBER, 'a/b'), 'InvalidName', "'a/b'");
  });

  test('accepts tokens', () => {
    expect(() => InferenceAccountRole.arnFor(Aws.ACCOUNT_ID, Aws.STACK_NAME)).not.toThrow();
  });
});
