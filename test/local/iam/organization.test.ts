import { createAuthorizer, Role } from '../../../local/iam/authorizer';
import { callerOf } from '../../../local/iam/identities';
import { organizationOf } from '../../../local/iam/organization';

const GATEWAY = 'arn:aws:iam::111111111111:role/gateway';
const SHARD = 'arn:aws:iam::222222222222:role/shard';

const trusting = (organization: unknown) => ({
  Statement: [{
    Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': organization } },
  }],
});

describe('the organization of an application', () => {
  test.each([
    ['the one that its trust policies ask for', [trusting('o-one'), trusting(['o-one'])], 'o-one'],
    ['none when they ask for several', [trusting('o-one'), trusting('o-two')], undefined],
    ['none when they ask for none', [{ Statement: [] }], undefined],
  ])('is %s', (_, policies, expected) => expect(organizationOf(policies)).toBe(expected));
});

describe('a role that asks for an organization', () => {
  const assume = (organizationId: string | undefined) => {
    const roles: Role[] = [
      {
        arn: GATEWAY,
        accountId: '111111111111',
        trustPolicy: { Statement: [] },
        policies: [{ name: 'own', document: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: SHARD }] } }],
      },
      { arn: SHARD, accountId: '222222222222', trustPolicy: trusting('o-one'), policies: [] },
    ];
    createAuthorizer({ rolesByArn: new Map(roles.map((role) => [role.arn, role])), organizationId }).authorizeAssumeRole(callerOf(GATEWAY, 's'), SHARD);
  };

  test('is assumed from within it only', () => {
    expect(() => assume('o-one')).not.toThrow();
    expect(() => assume('o-two')).toThrow('is not authorized to perform: sts:AssumeRole');
    expect(() => assume(undefined)).toThrow('is not authorized to perform: sts:AssumeRole');
  });
});
