import { evaluate, type Effect } from '../../../local/iam/evaluate';
import { parsePolicy } from '../../../local/iam/policy';

const MODEL = 'arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-v2:1';
const PROFILE = 'arn:aws:bedrock:eu-central-1:111122223333:inference-profile/eu.anthropic.claude-v2:1';
const TABLE = 'arn:aws:dynamodb:eu-central-1:111122223333:table/Ledger';

interface Case {
  readonly name: string;
  readonly statements: readonly Readonly<Record<string, unknown>>[];
  readonly boundary?: readonly Readonly<Record<string, unknown>>[];
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly version?: string;
  readonly expected: Effect;
}

const allow = (more: Readonly<Record<string, unknown>> = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });
const deny = (more: Readonly<Record<string, unknown>> = {}) => ({ Effect: 'Deny', Action: '*', Resource: '*', ...more });
const withoutAction = (statement: Readonly<Record<string, unknown>>) => {
  const { Action: _action, ...rest } = statement;
  return rest;
};
const withoutResource = (statement: Readonly<Record<string, unknown>>) => {
  const { Resource: _resource, ...rest } = statement;
  return rest;
};

/** A statement that allows everything under one condition. */
const when = (operator: string, key: string, values: unknown) => [allow({ Condition: { [operator]: { [key]: values } } })];

const CASES: readonly Case[] = [
  // The order of evaluation.
  { name: 'nothing is allowed by default', statements: [], expected: 'implicitDeny' },
  { name: 'an allow allows', statements: [allow()], expected: 'allowed' },
  { name: 'a deny denies', statements: [deny()], expected: 'explicitDeny' },
  { name: 'a deny wins over an allow before it', statements: [allow(), deny()], expected: 'explicitDeny' },
  { name: 'a deny wins over an allow after it', statements: [deny(), allow()], expected: 'explicitDeny' },
  { name: 'a deny of another action leaves the allow', statements: [allow(), deny({ Action: 's3:*' })], expected: 'allowed' },
  { name: 'a deny whose condition fails leaves the allow', statements: [allow(), deny({ Condition: { StringEquals: { k: 'v' } } })], expected: 'allowed' },
  { name: 'the second of two allows may match', statements: [allow({ Action: 's3:*' }), allow()], expected: 'allowed' },

  // Actions.
  { name: 'an action matches exactly', statements: [allow({ Action: 'bedrock:InvokeModel' })], expected: 'allowed' },
  { name: 'an action matches without case', statements: [allow({ Action: 'BEDROCK:invokemodel' })], expected: 'allowed' },
  { name: 'an action list matches any', statements: [allow({ Action: ['s3:Get', 'bedrock:InvokeModel'] })], expected: 'allowed' },
  { name: 'another action does not match', statements: [allow({ Action: 'bedrock:ListModels' })], expected: 'implicitDeny' },
  { name: 'an action prefix without a wildcard does not match', statements: [allow({ Action: 'bedrock:Invoke' })], expected: 'implicitDeny' },
  { name: 'an asterisk ends an action', statements: [allow({ Action: 'bedrock:Invoke*' })], expected: 'allowed' },
  { name: 'an asterisk stands inside an action', statements: [allow({ Action: 'bedrock:*Model' })], expected: 'allowed' },
  { name: 'an asterisk matches the empty text', statements: [allow({ Action: 'bedrock:InvokeModel*' })], expected: 'allowed' },
  { name: 'a question mark matches one character', statements: [allow({ Action: 'bedrock:InvokeMode?' })], expected: 'allowed' },
  { name: 'a question mark matches not none', statements: [allow({ Action: 'bedrock:InvokeModel?' })], expected: 'implicitDeny' },
  { name: 'InvokeModel does not grant streaming', statements: [allow({ Action: 'bedrock:InvokeModel' })], action: 'bedrock:InvokeModelWithResponseStream', expected: 'implicitDeny' },
  { name: 'NotAction allows the others', statements: [withoutAction(allow({ NotAction: 'iam:*' }))], expected: 'allowed' },
  { name: 'NotAction does not allow what it names', statements: [withoutAction(allow({ NotAction: ['iam:*', 'bedrock:*'] }))], expected: 'implicitDeny' },
  { name: 'Deny with NotAction denies the others', statements: [allow(), withoutAction(deny({ NotAction: 's3:*' }))], expected: 'explicitDeny' },

  // Resources.
  { name: 'a resource matches exactly', statements: [allow({ Resource: MODEL })], expected: 'allowed' },
  { name: 'a resource matches with case', statements: [allow({ Resource: MODEL.toUpperCase() })], expected: 'implicitDeny' },
  { name: 'a Region wildcard matches', statements: [allow({ Resource: 'arn:aws:bedrock:*::foundation-model/anthropic.claude-v2:1' })], expected: 'allowed' },
  { name: 'another Region does not match', statements: [allow({ Resource: MODEL.replace('eu-central-1', 'us-east-1') })], expected: 'implicitDeny' },
  { name: 'an account wildcard does match an empty account', statements: [allow({ Resource: 'arn:aws:bedrock:*:*:foundation-model/*' })], expected: 'allowed' },
  { name: 'a given account does not match an empty one', statements: [allow({ Resource: 'arn:aws:bedrock:*:111122223333:foundation-model/*' })], expected: 'implicitDeny' },
  { name: 'a wildcard may span slashes in the last segment', statements: [allow({ Resource: `${TABLE}*` })], resource: `${TABLE}/index/ByTenant`, expected: 'allowed' },
  { name: 'a wildcard may span colons in the last segment', statements: [allow({ Resource: 'arn:aws:bedrock:*::foundation-model/anthropic*' })], expected: 'allowed' },
  { name: 'a wildcard may not span segments', statements: [allow({ Resource: 'arn:aws:bedrock:*/anthropic.claude-v2:1' })], expected: 'implicitDeny' },
  { name: 'a short ARN is completed with wildcards', statements: [allow({ Resource: 'arn:aws:bedrock' })], expected: 'allowed' },
  { name: 'another partition does not match', statements: [allow({ Resource: 'arn:aws-us-gov:bedrock:*:*:*' })], expected: 'implicitDeny' },
  { name: 'a table is not its index', statements: [allow({ Resource: TABLE })], resource: `${TABLE}/index/ByTenant`, expected: 'implicitDeny' },
  { name: 'NotResource allows the others', statements: [withoutResource(allow({ NotResource: TABLE }))], expected: 'allowed' },
  { name: 'NotResource does not allow what it names', statements: [withoutResource(allow({ NotResource: [TABLE, MODEL] }))], expected: 'implicitDeny' },
  { name: 'Deny with NotResource denies the others', statements: [allow(), withoutResource(deny({ NotResource: TABLE }))], expected: 'explicitDeny' },

  // Permissions boundary.
  { name: 'a boundary that allows changes nothing', statements: [allow()], boundary: [allow()], expected: 'allowed' },
  { name: 'a boundary that does not allow denies', statements: [allow()], boundary: [allow({ Action: 's3:*' })], expected: 'implicitDeny' },
  { name: 'a boundary alone grants nothing', statements: [], boundary: [allow()], expected: 'implicitDeny' },
  { name: 'a boundary that denies wins', statements: [allow()], boundary: [allow(), deny()], expected: 'explicitDeny' },

  // String conditions.
  { name: 'StringEquals holds', statements: when('StringEquals', 'k', 'v'), context: { k: 'v' }, expected: 'allowed' },
  { name: 'StringEquals minds case', statements: when('StringEquals', 'k', 'V'), context: { k: 'v' }, expected: 'implicitDeny' },
  { name: 'StringEquals takes any of its values', statements: when('StringEquals', 'k', ['a', 'v']), context: { k: 'v' }, expected: 'allowed' },
  { name: 'StringEquals fails without the key', statements: when('StringEquals', 'k', 'v'), expected: 'implicitDeny' },
  { name: 'StringEquals takes an asterisk literally', statements: when('StringEquals', 'k', 'v*'), context: { k: 'vvv' }, expected: 'implicitDeny' },
  { name: 'context keys are found without case', statements: when('StringEquals', 'AWS:requestedregion', 'x'), context: { 'aws:RequestedRegion': 'x' }, expected: 'allowed' },
  { name: 'StringNotEquals holds for another value', statements: when('StringNotEquals', 'k', 'v'), context: { k: 'w' }, expected: 'allowed' },
  { name: 'StringNotEquals fails for any listed value', statements: when('StringNotEquals', 'k', ['v', 'w']), context: { k: 'w' }, expected: 'implicitDeny' },
  { name: 'StringNotEquals holds without the key', statements: when('StringNotEquals', 'k', 'v'), expected: 'allowed' },
  { name: 'StringEqualsIgnoreCase ignores case', statements: when('StringEqualsIgnoreCase', 'k', 'VALUE'), context: { k: 'value' }, expected: 'allowed' },
  { name: 'StringNotEqualsIgnoreCase ignores case', statements: when('StringNotEqualsIgnoreCase', 'k', 'VALUE'), context: { k: 'value' }, expected: 'implicitDeny' },
  { name: 'StringLike takes wildcards', statements: when('StringLike', 'k', 'eu-*-?'), context: { k: 'eu-central-1' }, expected: 'allowed' },
  { name: 'StringLike compares the whole text', statements: when('StringLike', 'k', 'eu'), context: { k: 'eu-central-1' }, expected: 'implicitDeny' },
  { name: 'StringNotLike is its opposite', statements: when('StringNotLike', 'k', 'eu-*'), context: { k: 'eu-central-1' }, expected: 'implicitDeny' },

  // ARN conditions.
  { name: 'ArnEquals matches exactly', statements: when('ArnEquals', 'bedrock:InferenceProfileArn', PROFILE), context: { 'bedrock:InferenceProfileArn': PROFILE }, expected: 'allowed' },
  { name: 'ArnEquals takes wildcards like ArnLike', statements: when('ArnEquals', 'k', 'arn:aws:bedrock:*:*:inference-profile/*'), context: { k: PROFILE }, expected: 'allowed' },
  { name: 'ArnLike takes wildcards per segment', statements: when('ArnLike', 'k', 'arn:aws:bedrock:*:111122223333:inference-profile/eu.*'), context: { k: PROFILE }, expected: 'allowed' },
  { name: 'ArnLike does not span segments', statements: when('ArnLike', 'k', 'arn:aws:*:inference-profile/eu.anthropic.claude-v2:1'), context: { k: PROFILE }, expected: 'implicitDeny' },
  { name: 'ArnNotLike is its opposite', statements: when('ArnNotLike', 'k', 'arn:aws:bedrock:*:*:*'), context: { k: PROFILE }, expected: 'implicitDeny' },
  { name: 'ArnNotEquals holds for another ARN', statements: when('ArnNotEquals', 'k', MODEL), context: { k: PROFILE }, expected: 'allowed' },

  // Bool, Null and numbers.
  { name: 'Bool compares text', statements: when('Bool', 'aws:SecureTransport', 'true'), context: { 'aws:SecureTransport': 'true' }, expected: 'allowed' },
  { name: 'Bool takes a JSON boolean', statements: when('Bool', 'aws:SecureTransport', true), context: { 'aws:SecureTransport': 'true' }, expected: 'allowed' },
  { name: 'Bool fails for the other value', statements: when('Bool', 'aws:SecureTransport', 'false'), context: { 'aws:SecureTransport': 'true' }, expected: 'implicitDeny' },
  { name: 'Null true holds without the key', statements: when('Null', 'k', 'true'), expected: 'allowed' },
  { name: 'Null true fails with the key', statements: when('Null', 'k', true), context: { k: 'v' }, expected: 'implicitDeny' },
  { name: 'Null false needs the key', statements: when('Null', 'k', 'false'), expected: 'implicitDeny' },
  { name: 'NumericEquals compares numbers, not text', statements: when('NumericEquals', 'k', '10'), context: { k: '10.0' }, expected: 'allowed' },
  { name: 'NumericNotEquals is its opposite', statements: when('NumericNotEquals', 'k', 10), context: { k: '10' }, expected: 'implicitDeny' },
  { name: 'NumericLessThan excludes its bound', statements: when('NumericLessThan', 'k', 10), context: { k: '10' }, expected: 'implicitDeny' },
  { name: 'NumericLessThanEquals includes its bound', statements: when('NumericLessThanEquals', 'k', 10), context: { k: '10' }, expected: 'allowed' },
  { name: 'NumericGreaterThan compares 9 and 10 as numbers', statements: when('NumericGreaterThan', 'k', 9), context: { k: '10' }, expected: 'allowed' },
  { name: 'NumericGreaterThanEquals fails below its bound', statements: when('NumericGreaterThanEquals', 'k', 10), context: { k: '9' }, expected: 'implicitDeny' },
  { name: 'a numeric operator fails for text', statements: when('NumericLessThan', 'k', 10), context: { k: 'few' }, expected: 'implicitDeny' },
  { name: 'a numeric operator fails for the empty text', statements: when('NumericLessThan', 'k', 10), context: { k: '' }, expected: 'implicitDeny' },

  // IfExists and sets.
  { name: 'IfExists holds without the key', statements: when('StringEqualsIfExists', 'k', 'v'), expected: 'allowed' },
  { name: 'IfExists fails for another value', statements: when('StringEqualsIfExists', 'k', 'v'), context: { k: 'w' }, expected: 'implicitDeny' },
  { name: 'ForAnyValue holds for one match', statements: when('ForAnyValue:StringEquals', 'k', ['a', 'b']), context: { k: ['x', 'b'] }, expected: 'allowed' },
  { name: 'ForAnyValue fails without a match', statements: when('ForAnyValue:StringLike', 'k', 'a*'), context: { k: ['x', 'b'] }, expected: 'implicitDeny' },
  { name: 'ForAnyValue fails without the key', statements: when('ForAnyValue:StringEquals', 'k', 'a'), expected: 'implicitDeny' },
  { name: 'ForAnyValue with a negated operator needs one other value', statements: when('ForAnyValue:StringNotEquals', 'k', 'a'), context: { k: ['a', 'b'] }, expected: 'allowed' },
  { name: 'ForAllValues holds when every value is listed', statements: when('ForAllValues:StringEquals', 'k', ['a', 'b']), context: { k: ['a', 'b'] }, expected: 'allowed' },
  { name: 'ForAllValues fails for one value more', statements: when('ForAllValues:StringEquals', 'k', ['a', 'b']), context: { k: ['a', 'c'] }, expected: 'implicitDeny' },
  { name: 'ForAllValues holds without the key', statements: when('ForAllValues:StringEquals', 'k', 'a'), expected: 'allowed' },
  { name: 'ForAllValues with a negated operator refuses one listed value', statements: when('ForAllValues:StringNotEquals', 'k', 'a'), context: { k: ['a', 'b'] }, expected: 'implicitDeny' },

  // Several conditions.
  { name: 'all operators must hold', statements: [allow({ Condition: { StringEquals: { a: '1' }, Bool: { b: 'true' } } })], context: { a: '1', b: 'false' }, expected: 'implicitDeny' },
  { name: 'all keys of an operator must hold', statements: [allow({ Condition: { StringEquals: { a: '1', b: '2' } } })], context: { a: '1', b: '3' }, expected: 'implicitDeny' },
  { name: 'all of several conditions hold', statements: [allow({ Condition: { StringEquals: { a: '1', b: '2' }, Null: { c: 'true' } } })], context: { a: '1', b: '2' }, expected: 'allowed' },

  // Policy variables.
  { name: 'a variable is replaced in a resource', statements: [allow({ Resource: 'arn:aws:bedrock:*:${aws:PrincipalAccount}:inference-profile/*' })], resource: PROFILE, context: { 'aws:PrincipalAccount': '111122223333' }, expected: 'allowed' },
  { name: 'a variable with another value does not match', statements: [allow({ Resource: 'arn:aws:bedrock:*:${aws:PrincipalAccount}:inference-profile/*' })], resource: PROFILE, context: { 'aws:PrincipalAccount': '444455556666' }, expected: 'implicitDeny' },
  { name: 'a variable is replaced in a condition', statements: when('StringEquals', 'k', '${aws:PrincipalArn}'), context: { 'k': 'arn:aws:iam::1:role/r', 'aws:PrincipalArn': 'arn:aws:iam::1:role/r' }, expected: 'allowed' },
  { name: 'a variable without a value matches nothing', statements: when('StringEquals', 'k', 'x${aws:PrincipalArn}'), context: { k: 'x' }, expected: 'implicitDeny' },
  { name: 'NotResource with a variable without a value does not apply', statements: [withoutResource(allow({ NotResource: 'arn:aws:s3:::${missing}' }))], expected: 'implicitDeny' },
  { name: 'a variable takes its default', statements: when('StringEquals', 'k', "${missing, 'fallback'}"), context: { k: 'fallback' }, expected: 'allowed' },
  { name: 'an asterisk out of a variable is literal', statements: when('StringLike', 'k', '${v}'), context: { k: 'anything', v: '*' }, expected: 'implicitDeny' },
  { name: 'an escaped asterisk is literal', statements: when('StringLike', 'k', 'a${*}b'), context: { k: 'axb' }, expected: 'implicitDeny' },
  { name: 'an escaped asterisk matches an asterisk', statements: when('StringLike', 'k', 'a${*}b'), context: { k: 'a*b' }, expected: 'allowed' },
  { name: 'a variable is plain text before 2012-10-17', statements: when('StringEquals', 'k', '${v}'), context: { k: 'x', v: 'x' }, version: '2008-10-17', expected: 'implicitDeny' },
];

describe('policy evaluation', () => {
  test.each(CASES)('$name', ({ statements, boundary, action = 'bedrock:InvokeModel', resource = MODEL, context, version = '2012-10-17', expected }) => {
    const result = evaluate({
      policies: [parsePolicy({ Version: version, Statement: statements }, 'identity')],
      boundary: boundary && parsePolicy({ Version: version, Statement: boundary }, 'boundary'),
      action,
      resource,
      context,
    });
    expect(result.effect).toBe(expected);
  });

  test('names the policy and the statement that decided', () => {
    const policies = [parsePolicy({ Statement: allow() }, 'first'), parsePolicy({ Statement: deny({ Sid: 'Stop' }) }, 'second')];
    const result = evaluate({ policies, action: 'a:b', resource: '*' });
    expect(result).toMatchObject({ effect: 'explicitDeny', deniedBy: 'identity', matched: { policy: 'second', statement: { source: { Sid: 'Stop' } } } });
  });

  test('tells a denial by the boundary from one by the identity policies', () => {
    const policies = [parsePolicy({ Statement: allow() }, 'identity')];
    const boundary = parsePolicy({ Statement: allow({ Action: 's3:*' }) }, 'boundary');
    expect(evaluate({ policies, boundary, action: 'a:b', resource: '*' })).toMatchObject({ effect: 'implicitDeny', deniedBy: 'boundary' });
  });
});
