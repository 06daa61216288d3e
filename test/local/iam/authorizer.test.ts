import { AwsError } from '../../../local/aws/service';
import { createAuthorizer, type Role } from '../../../local/iam/authorizer';
import { callerOf } from '../../../local/iam/identities';
import { parsePolicy } from '../../../local/iam/policy';
import { fixedClock, role, ROLE_ARN } from '../aws/cloud';

const TABLE = 'arn:aws:dynamodb:eu-central-1:111122223333:table/Ledger';
const CALLER = callerOf(ROLE_ARN, 'fn');
const clock = fixedClock(1000);

const authorizerOf = (roles: readonly Role[], enforce?: boolean) =>
  createAuthorizer({ rolesByArn: new Map(roles.map((each) => [each.arn, each])), enforce, clock });
const refusal = (work: () => void): AwsError => {
  try {
    work();
  } catch (error) {
    return error as AwsError;
  }
  throw new Error('the call was allowed');
};

describe('the authorizer', () => {
  test('lets through what a policy allows', () => {
    const authorizer = authorizerOf([role(ROLE_ARN, [{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: TABLE }])]);
    authorizer.authorize(CALLER, 'dynamodb:GetItem', TABLE);
    expect(authorizer.denials).toEqual([]);
  });

  test('refuses the rest in the words of AWS', () => {
    const error = refusal(() => authorizerOf([role(ROLE_ARN, [])]).authorize(CALLER, 'dynamodb:PutItem', TABLE));
    expect(error).toMatchObject({ code: 'AccessDeniedException', status: 403 });
    expect(error.message).toBe(`User: arn:aws:sts::111122223333:assumed-role/Gateway/fn is not authorized to perform: dynamodb:PutItem on resource: ${TABLE} `
      + 'because no identity-based policy allows the dynamodb:PutItem action');
  });

  test('records a statement that would have allowed the call', () => {
    const authorizer = authorizerOf([role(ROLE_ARN, [])]);
    refusal(() => authorizer.authorize(CALLER, 'dynamodb:PutItem', TABLE, { 'aws:RequestedRegion': 'eu-central-1' }));
    const [denial] = authorizer.denials;
    expect(denial).toMatchObject({ time: 1000, caller: CALLER, action: 'dynamodb:PutItem', resource: TABLE, context: { 'aws:RequestedRegion': 'eu-central-1' } });
    const repaired = authorizerOf([role(ROLE_ARN, [denial!.missingStatement])]);
    repaired.authorize(CALLER, 'dynamodb:PutItem', TABLE);
    expect(repaired.denials).toEqual([]);
  });

  test('names an explicit deny and offers no statement against it', () => {
    const denying = { Sid: 'Never', Effect: 'Deny', Action: '*', Resource: TABLE };
    const authorizer = authorizerOf([role(ROLE_ARN, [{ Effect: 'Allow', Action: '*', Resource: '*' }, denying])]);
    const error = refusal(() => authorizer.authorize(CALLER, 'dynamodb:PutItem', TABLE));
    expect(error.message).toMatch(/with an explicit deny in an identity-based policy$/);
    expect(authorizer.denials[0]!.missingStatement).toBeUndefined();
    expect(authorizer.denials[0]!.denyingStatement).toEqual({ policy: `Default of ${ROLE_ARN}`, statement: denying });
  });

  test('names the permissions boundary when that refuses', () => {
    const bounded = { ...role(ROLE_ARN, [{ Effect: 'Allow', Action: '*', Resource: '*' }]), permissionsBoundary: { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } } };
    expect(refusal(() => authorizerOf([bounded]).authorize(CALLER, 'dynamodb:PutItem', TABLE)).message)
      .toMatch(/because no permissions boundary allows the dynamodb:PutItem action$/);
  });

  test('refuses a role that the application does not have', () => {
    const stranger = callerOf('arn:aws:iam::111122223333:role/Stranger', 'x');
    expect(refusal(() => authorizerOf([]).authorize(stranger, 'a:b', '*')).message).toMatch(/role\/Stranger is not part of the application$/);
  });

  test('supplies the principal and the account of the resource to conditions', () => {
    const conditions = { StringEquals: { 'aws:PrincipalArn': ROLE_ARN, 'aws:PrincipalAccount': '111122223333', 'aws:ResourceAccount': '111122223333' } };
    const authorizer = authorizerOf([role(ROLE_ARN, [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: conditions }])]);
    authorizer.authorize(CALLER, 'dynamodb:GetItem', TABLE);
    expect(refusal(() => authorizer.authorize(CALLER, 'bedrock:InvokeModel', 'arn:aws:bedrock:eu-central-1::foundation-model/m')).code).toBe('AccessDeniedException');
  });

  test('without enforcement lets everything through', () => {
    const authorizer = authorizerOf([], false);
    authorizer.authorize(CALLER, 'a:b', '*');
    authorizer.authorizeAssumeRole(CALLER, 'arn:aws:iam::444455556666:role/Nobody');
    expect(authorizer.denials).toEqual([]);
  });

  test('keeps the latest thousand denials', () => {
    const authorizer = authorizerOf([role(ROLE_ARN, [])]);
    for (let index = 0; index < 1001; index += 1) refusal(() => authorizer.authorize(CALLER, 'a:b', `r${index}`));
    expect([authorizer.denials.length, authorizer.denials[0]!.resource]).toEqual([1000, 'r1']);
  });

  test('reports a managed policy it cannot read, and not the one that only writes logs', () => {
    const managedPolicyArns = ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', 'arn:aws:iam::aws:policy/AdministratorAccess'];
    const authorizer = authorizerOf([{ ...role(ROLE_ARN, []), managedPolicyArns }]);
    expect(authorizer.unknownManagedPolicies).toEqual([{ roleArn: ROLE_ARN, policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }]);
  });

  test('stops at the start when a policy holds what it cannot evaluate', () => {
    const odd = role(ROLE_ARN, [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }]);
    expect(() => authorizerOf([odd])).toThrow(/Default of arn:aws:iam::111122223333:role\/Gateway.*IpAddress/);
  });
});

describe('a policy on what is called', () => {
  const ACTION = 'execute-api:Invoke';
  const API = 'arn:aws:execute-api:eu-central-1:111122223333:a1b2c3/prod/GET/x';
  const OTHER_ROLE = 'arn:aws:iam::444455556666:role/Caller';
  const OTHER = callerOf(OTHER_ROLE, 's');
  const policyOf = (effect: string, principal: unknown, resource = API) =>
    parsePolicy({ Version: '2012-10-17', Statement: [{ Effect: effect, Action: ACTION, Resource: resource, Principal: principal }] }, 'of the API', 'resource');
  const may = (effect = 'Allow') => [{ Effect: effect, Action: ACTION, Resource: API }];
  const decide = (statements: readonly unknown[], policy?: ReturnType<typeof policyOf>, caller = CALLER) => {
    const authorizer = authorizerOf([role(ROLE_ARN, statements), { ...role(OTHER_ROLE, statements), accountId: '444455556666' }]);
    try {
      authorizer.authorizeOnResource(caller, ACTION, API, policy);
      return 'allowed';
    } catch (error) {
      return (error as AwsError).code;
    }
  };
  const DENIED = 'AccessDeniedException';

  test.each([
    ['neither allows', [], undefined, DENIED],
    ['the caller’s own policy allows', may(), undefined, 'allowed'],
    ['the caller’s own policy allows and the other speaks of somebody else', may(), policyOf('Allow', { AWS: OTHER_ROLE }), 'allowed'],
    ['the other policy names the caller', [], policyOf('Allow', { AWS: ROLE_ARN }), 'allowed'],
    ['the other policy names only the account', [], policyOf('Allow', { AWS: '111122223333' }), DENIED],
    ['the other policy allows another path', [], policyOf('Allow', { AWS: ROLE_ARN }, `${API}/y`), DENIED],
    ['the caller’s own policy denies', may('Deny'), policyOf('Allow', { AWS: ROLE_ARN }), DENIED],
    ['the other policy denies', may(), policyOf('Deny', '*'), DENIED],
  ])('within one account, when %s', (_, own, policy, expected) => {
    expect(decide(own, policy)).toBe(expected);
  });

  test.each([
    ['only the caller’s own policy allows', may(), undefined, DENIED],
    ['only the other policy allows', [], policyOf('Allow', { AWS: OTHER_ROLE }), DENIED],
    ['both allow', may(), policyOf('Allow', { AWS: OTHER_ROLE }), 'allowed'],
    ['both allow, one by the account', may(), policyOf('Allow', { AWS: 'arn:aws:iam::444455556666:root' }), 'allowed'],
    ['the other policy speaks of somebody else', may(), policyOf('Allow', { AWS: ROLE_ARN }), DENIED],
  ])('across accounts, when %s', (_, own, policy, expected) => {
    expect(decide(own, policy, OTHER)).toBe(expected);
  });

  test('is all that can be asked about a role that the application does not have', () => {
    const stranger = callerOf('arn:aws:iam::777788889999:role/Stranger', 's');
    expect(decide([], undefined, stranger)).toBe(DENIED);
    expect(decide([], policyOf('Allow', { AWS: stranger.roleArn }), stranger)).toBe('allowed');
  });

  test('is named with what it lacks when a caller from elsewhere is refused', () => {
    const authorizer = authorizerOf([]);
    refusal(() => authorizer.authorizeOnResource(OTHER, ACTION, API, undefined));
    expect(authorizer.denials[0]!.missingStatement).toEqual({ Effect: 'Allow', Action: ACTION, Resource: API, Principal: { AWS: OTHER_ROLE } });
  });
});
