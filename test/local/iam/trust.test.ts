import { callerOf } from '../../../local/iam/identities';
import { parsePolicy } from '../../../local/iam/policy';
import { evaluateTrust, type Naming, type TrustPrincipal } from '../../../local/iam/trust';

const CALLER = callerOf('arn:aws:iam::111122223333:role/team/Gateway', 'session');
const LAMBDA: TrustPrincipal = { service: 'lambda.amazonaws.com' };

const trusted = (principal: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal, ...more });
const decide = (statements: readonly unknown[], who: TrustPrincipal = CALLER, context: Readonly<Record<string, string>> = {}) =>
  evaluateTrust(parsePolicy({ Version: '2012-10-17', Statement: statements }, 'trust', 'trust'), who, context);

describe('a trust policy', () => {
  test.each<[string, unknown, TrustPrincipal, Naming]>([
    ['everybody', '*', CALLER, 'principal'],
    ['every AWS principal', { AWS: '*' }, CALLER, 'principal'],
    ['the role', { AWS: 'arn:aws:iam::111122223333:role/team/Gateway' }, CALLER, 'principal'],
    ['the role session', { AWS: 'arn:aws:sts::111122223333:assumed-role/Gateway/session' }, CALLER, 'principal'],
    ['another session of the role', { AWS: 'arn:aws:sts::111122223333:assumed-role/Gateway/other' }, CALLER, 'none'],
    ['another role', { AWS: 'arn:aws:iam::111122223333:role/Other' }, CALLER, 'none'],
    ['the role without its path', { AWS: 'arn:aws:iam::111122223333:role/Gateway' }, CALLER, 'none'],
    ['the account id', { AWS: '111122223333' }, CALLER, 'account'],
    ['the account root', { AWS: 'arn:aws:iam::111122223333:root' }, CALLER, 'account'],
    ['the account root in another partition', { AWS: 'arn:aws-cn:iam::111122223333:root' }, CALLER, 'account'],
    ['another account', { AWS: ['444455556666', 'arn:aws:iam::444455556666:root'] }, CALLER, 'none'],
    ['a service', { Service: 'lambda.amazonaws.com' }, CALLER, 'none'],
    ['the service that asks', { Service: ['edge.amazonaws.com', 'lambda.amazonaws.com'] }, LAMBDA, 'principal'],
    ['another service', { Service: 'ecs.amazonaws.com' }, LAMBDA, 'none'],
    ['an account, asked by a service', { AWS: '111122223333' }, LAMBDA, 'none'],
    ['an identity provider', { Federated: 'cognito-identity.amazonaws.com' }, CALLER, 'none'],
  ])('that names %s', (_name, principal, who, naming) => {
    expect(decide([trusted(principal)], who)).toMatchObject({ naming, effect: naming === 'none' ? 'implicitDeny' : 'allowed' });
  });

  test('needs the action sts:AssumeRole', () => {
    expect(decide([trusted('*', { Action: 'sts:TagSession' })]).effect).toBe('implicitDeny');
  });

  test('may allow it with a wildcard', () => {
    expect(decide([trusted('*', { Action: 'sts:*' })]).effect).toBe('allowed');
  });

  test('denies explicitly even when the deny names the account and the allow names the role', () => {
    const statements = [trusted({ AWS: CALLER.roleArn }), trusted({ AWS: '111122223333' }, { Effect: 'Deny' })];
    expect(decide(statements).effect).toBe('explicitDeny');
  });

  test('that demands an external id allows with it', () => {
    const statements = [trusted({ AWS: '111122223333' }, { Condition: { StringEquals: { 'sts:ExternalId': 'secret' } } })];
    expect(decide(statements, CALLER, { 'sts:ExternalId': 'secret' }).effect).toBe('allowed');
    expect(decide(statements, CALLER, { 'sts:ExternalId': 'guess' }).effect).toBe('implicitDeny');
    expect(decide(statements, CALLER).effect).toBe('implicitDeny');
  });

  test('that trusts an account may demand a certain role', () => {
    const statements = [trusted({ AWS: '111122223333' }, { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/team/*' } } })];
    expect(decide(statements, CALLER, { 'aws:PrincipalArn': CALLER.roleArn }).effect).toBe('allowed');
    expect(decide(statements, CALLER, { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/else' }).effect).toBe('implicitDeny');
  });

  test('takes the closer of two names', () => {
    expect(decide([trusted({ AWS: '111122223333' }), trusted({ AWS: CALLER.roleArn })]).naming).toBe('principal');
  });
});
