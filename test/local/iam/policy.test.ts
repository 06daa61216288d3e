import { parsePolicy } from '../../../local/iam/policy';

const statement = (more: Readonly<Record<string, unknown>>) => ({ Statement: [{ Effect: 'Allow', Action: 'a:b', Resource: '*', ...more }] });
const without = (element: string, more: Readonly<Record<string, unknown>> = {}) => {
  const full: Record<string, unknown> = { Effect: 'Allow', Action: 'a:b', Resource: '*', ...more };
  delete full[element];
  return { Statement: full };
};

describe('reading a policy', () => {
  test.each<[string, unknown, RegExp]>([
    ['text in place of a document', 'allow all', /policy 'p': expected an object, received "allow all"/],
    ['a document without statements', { Version: '2012-10-17' }, /has no Statement/],
    ['an unknown version', { Version: '2020-01-01', Statement: [] }, /Version is "2020-01-01", expected '2012-10-17'/],
    ['an unknown element', statement({ Actions: 'a:b' }), /statement 0: the element 'Actions' is not supported/],
    ['an unknown effect', statement({ Effect: 'allow' }), /Effect is "allow", expected 'Allow' or 'Deny'/],
    ['no action', without('Action'), /exactly one of Action and NotAction/],
    ['Action together with NotAction', statement({ NotAction: 'c:d' }), /exactly one of Action and NotAction/],
    ['no resource', without('Resource'), /exactly one of Resource and NotResource/],
    ['an empty list', statement({ Action: [] }), /Action: expected at least one entry/],
    ['an unresolved intrinsic function as resource', statement({ Resource: { 'Fn::GetAtt': ['T', 'Arn'] } }), /expected text, received .*Fn::GetAtt.*resolve intrinsic functions first/],
    ['an unresolved intrinsic function in a condition', statement({ Condition: { StringEquals: { k: { Ref: 'X' } } } }), /Condition.StringEquals.k: expected text, .*Ref/],
    ['a principal in an identity policy', statement({ Principal: '*' }), /Principal belongs in a trust policy/],
    ['a condition operator IpAddress', statement({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }), /the condition operator 'IpAddress' is not supported; supported are StringEquals/],
    ['a condition operator DateLessThan', statement({ Condition: { DateLessThan: { 'aws:CurrentTime': 'x' } } }), /'DateLessThan' is not supported/],
    ['a misspelled condition operator', statement({ Condition: { stringequals: { k: 'v' } } }), /'stringequals' is not supported/],
    ['an operator named like an object member', statement({ Condition: { constructor: { k: 'v' } } }), /'constructor' is not supported/],
    ['NullIfExists', statement({ Condition: { NullIfExists: { k: 'true' } } }), /'NullIfExists' is not supported/],
    ['a condition that is a list', statement({ Condition: [] }), /Condition: expected an object/],
  ])('refuses %s', (_name, document, message) => {
    expect(() => parsePolicy(document, 'p')).toThrow(message);
  });

  test.each<[string, unknown, RegExp]>([
    ['no principal', { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole' } }, /a trust policy needs a Principal/],
    ['NotPrincipal', { Statement: { Effect: 'Deny', Action: 'sts:AssumeRole', NotPrincipal: '*' } }, /'NotPrincipal' is not supported/],
    ['a wildcard inside a principal', { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::1:role/*' } } }, /holds a wildcard/],
    ['a principal that is a list', { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: ['*'] } }, /Principal: expected an object/],
  ])('refuses a trust policy with %s', (_name, document, message) => {
    expect(() => parsePolicy(document, 'p', 'trust')).toThrow(message);
  });

  test('takes a single statement that is not in a list', () => {
    expect(parsePolicy({ Statement: { Effect: 'Allow', Action: 'a:b', Resource: '*' } }, 'p').statements).toHaveLength(1);
  });
});
