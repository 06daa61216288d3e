import { evaluate, type Effect } from '../../../local/iam/evaluate';
import { parsePolicy } from '../../../local/iam/policy';

type Asked = readonly [action: string, resource: string, context: Readonly<Record<string, string | readonly string[]>>, expected: Effect];

/**
 * What AWS's documentation says of policies, page by page:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and the pages on elements, below it.
 */
interface Documented {
  readonly says: string;
  readonly policies: readonly (readonly Readonly<Record<string, unknown>>[])[];
  readonly boundary?: readonly Readonly<Record<string, unknown>>[];
  readonly asked: readonly Asked[];
}

const INVOKE = 'bedrock:InvokeModel';
const MODEL = 'arn:aws:bedrock:us-east-1::foundation-model/m';
const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' };

const PAGES: Readonly<Record<string, readonly Documented[]>> = {
  'evaluation logic': [
    { says: 'every request starts as denied', policies: [[]], asked: [[INVOKE, MODEL, {}, 'implicitDeny']] },
    {
      says: 'a deny in one policy overrides an allow in another, in whatever order they are attached',
      policies: [[{ Effect: 'Deny', Action: INVOKE, Resource: '*' }], [ALLOW_ALL]],
      asked: [[INVOKE, MODEL, {}, 'explicitDeny'], ['s3:GetObject', 'arn:aws:s3:::b/k', {}, 'allowed']],
    },
    {
      says: 'a boundary grants nothing, and what it does not allow is not allowed',
      policies: [[{ Effect: 'Allow', Action: 'iam:CreateUser', Resource: '*' }, { Effect: 'Allow', Action: 's3:*', Resource: '*' }]],
      boundary: [{ Effect: 'Allow', Action: ['s3:*', 'cloudwatch:*', 'ec2:*'], Resource: '*' }],
      asked: [['iam:CreateUser', '*', {}, 'implicitDeny'], ['s3:GetObject', 'arn:aws:s3:::b/k', {}, 'allowed'], ['ec2:RunInstances', '*', {}, 'implicitDeny']],
    },
    {
      says: 'a boundary that denies, as a service control policy does, wins over what it allows itself',
      policies: [[ALLOW_ALL]],
      boundary: [ALLOW_ALL, { Effect: 'Deny', Action: 'bedrock:*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2'] } } }],
      asked: [
        [INVOKE, MODEL, { 'aws:RequestedRegion': 'us-west-2' }, 'allowed'], [INVOKE, MODEL, { 'aws:RequestedRegion': 'unspecified' }, 'explicitDeny'],
        ['s3:GetObject', 'arn:aws:s3:::b/k', { 'aws:RequestedRegion': 'eu-west-1' }, 'allowed'],
      ],
    },
  ],
  'NotAction': [
    {
      says: 'with Allow, it allows everything but what it names, and says nothing of that',
      policies: [[{ Effect: 'Allow', NotAction: 's3:DeleteBucket', Resource: 'arn:aws:s3:::*' }]],
      asked: [['s3:GetObject', 'arn:aws:s3:::b/k', {}, 'allowed'], ['s3:DeleteBucket', 'arn:aws:s3:::b', {}, 'implicitDeny'], [INVOKE, MODEL, {}, 'implicitDeny']],
    },
    {
      says: 'with Deny, it denies everything but what it names, and allows nothing',
      policies: [[{ Effect: 'Deny', NotAction: 'iam:*', Resource: '*', Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }]],
      asked: [['ec2:RunInstances', '*', {}, 'explicitDeny'], ['iam:ListUsers', '*', {}, 'implicitDeny'], ['ec2:RunInstances', '*', { 'aws:MultiFactorAuthPresent': 'true' }, 'implicitDeny']],
    },
  ],
  'NotResource': [
    {
      says: 'with Deny, everything outside of what it names is denied',
      policies: [[ALLOW_ALL, { Effect: 'Deny', Action: 's3:*', NotResource: ['arn:aws:s3:::HRBucket/Payroll', 'arn:aws:s3:::HRBucket/Payroll/*'] }]],
      asked: [['s3:GetObject', 'arn:aws:s3:::HRBucket/Payroll/a', {}, 'allowed'], ['s3:GetObject', 'arn:aws:s3:::HRBucket/Other', {}, 'explicitDeny']],
    },
  ],
  'condition operators': [
    {
      says: 'a key that is not there does not match, even if it is compared with nothing',
      policies: [[{ ...ALLOW_ALL, Condition: { StringEquals: { 'aws:PrincipalTag/job-category': ['iamuser-admin', ''] } } }]],
      asked: [[INVOKE, MODEL, {}, 'implicitDeny'], [INVOKE, MODEL, { 'aws:PrincipalTag/job-category': 'iamuser-admin' }, 'allowed']],
    },
    {
      says: 'a negated operator is true where the key is not there',
      policies: [[{ ...ALLOW_ALL, Condition: { StringNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::1:role/x*' }, ArnNotEquals: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } } }]],
      asked: [[INVOKE, MODEL, {}, 'allowed'], [INVOKE, MODEL, { 'aws:PrincipalArn': 'arn:aws:iam::1:role/xy' }, 'implicitDeny']],
    },
    {
      says: 'with IfExists, a negated operator in a Deny also denies where the key is not there',
      policies: [[ALLOW_ALL, { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringNotEqualsIfExists: { 'ec2:InstanceType': 't3.micro' } } }]],
      asked: [[INVOKE, MODEL, {}, 'explicitDeny'], [INVOKE, MODEL, { 'ec2:InstanceType': 't3.micro' }, 'allowed'], [INVOKE, MODEL, { 'ec2:InstanceType': 'm5.large' }, 'explicitDeny']],
    },
    {
      says: 'Null asks whether the key is there, and one with no values is not',
      policies: [[{ ...ALLOW_ALL, Condition: { Null: { 'aws:TokenIssueTime': 'true', 'aws:TagKeys': 'false' } } }]],
      asked: [
        [INVOKE, MODEL, { 'aws:TagKeys': ['a'] }, 'allowed'], [INVOKE, MODEL, { 'aws:TagKeys': [] }, 'implicitDeny'],
        [INVOKE, MODEL, { 'aws:TagKeys': ['a'], 'aws:TokenIssueTime': 'x' }, 'implicitDeny'], [INVOKE, MODEL, {}, 'implicitDeny'],
      ],
    },
    {
      says: 'each of the parts of an ARN is compared by itself',
      policies: [[{ ...ALLOW_ALL, Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:123456789012:TOPIC-?D' } } }]],
      asked: [
        [INVOKE, MODEL, { 'aws:SourceArn': 'arn:aws:sns:us-east-1:123456789012:TOPIC-ID' }, 'allowed'], [INVOKE, MODEL, { 'aws:SourceArn': 'arn:aws:sns:us-east-1:123456789012:TOPIC-AID' }, 'implicitDeny'],
        [INVOKE, MODEL, { 'aws:SourceArn': 'arn:aws:sns:us-east-1:999999999999:123456789012:TOPIC-ID' }, 'implicitDeny'],
      ],
    },
  ],
  'several keys and values': [
    {
      says: 'operators and keys are joined by AND, values by OR, those of a negated operator by NOR',
      policies: [[{ ...ALLOW_ALL, Condition: { StringEquals: { a: ['1', '2'], b: ['3', '4'] }, StringNotEquals: { c: ['5', '6'] } } }]],
      asked: [
        [INVOKE, MODEL, { a: '2', b: '3', c: '7' }, 'allowed'], [INVOKE, MODEL, { a: '2', b: '5', c: '7' }, 'implicitDeny'], [INVOKE, MODEL, { a: '2', b: '3', c: '6' }, 'implicitDeny'],
      ],
    },
    {
      says: 'ForAllValues is true where the key is not there, unless Null asks for it as well',
      policies: [[
        { Effect: 'Allow', Action: 'ec2:CreateTags', Resource: '*', Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['environment', 'webserver'] } } },
        { Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*', Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['environment'] }, 'Null': { 'aws:TagKeys': 'false' } } },
      ]],
      asked: [
        ['ec2:CreateTags', '*', {}, 'allowed'], ['ec2:CreateTags', '*', { 'aws:TagKeys': ['environment'] }, 'allowed'], ['ec2:CreateTags', '*', { 'aws:TagKeys': ['environment', 'owner'] }, 'implicitDeny'],
        ['ec2:RunInstances', '*', {}, 'implicitDeny'], ['ec2:RunInstances', '*', { 'aws:TagKeys': ['environment'] }, 'allowed'],
      ],
    },
    {
      says: 'ForAnyValue needs one value that matches, so that a Deny with it spares requests without the key',
      policies: [[ALLOW_ALL, { Effect: 'Deny', Action: 'ec2:CreateTags', Resource: '*', Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['webserver'] } } }]],
      asked: [['ec2:CreateTags', '*', {}, 'allowed'], ['ec2:CreateTags', '*', { 'aws:TagKeys': ['a', 'webserver'] }, 'explicitDeny']],
    },
  ],
  'policy variables': [
    {
      says: 'a variable stands for the value of the request, and for its default where there is none',
      policies: [[{ Effect: 'Allow', Action: 's3:*', Resource: "arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'company-wide'}/*" }]],
      asked: [
        ['s3:GetObject', 'arn:aws:s3:::bucket/yellow/k', { 'aws:PrincipalTag/team': 'yellow' }, 'allowed'], ['s3:GetObject', 'arn:aws:s3:::bucket/blue/k', { 'aws:PrincipalTag/team': 'yellow' }, 'implicitDeny'],
        ['s3:GetObject', 'arn:aws:s3:::bucket/company-wide/k', {}, 'allowed'],
      ],
    },
    {
      says: 'a variable without a value may make the whole statement void, and a wildcard in a value is none',
      policies: [[{ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::bucket/${aws:username}/*' }]],
      asked: [['s3:GetObject', 'arn:aws:s3:::bucket//k', {}, 'implicitDeny'], ['s3:GetObject', 'arn:aws:s3:::bucket/other/k', { 'aws:username': '*' }, 'implicitDeny']],
    },
    {
      says: 'a variable with several values is worth nothing',
      policies: [[{ ...ALLOW_ALL, Condition: { StringEquals: { owner: '${aws:TagKeys}' } } }]],
      asked: [[INVOKE, MODEL, { 'owner': 'a', 'aws:TagKeys': ['a', 'b'] }, 'implicitDeny']],
    },
  ],
};

describe.each(Object.entries(PAGES))('%s', (_page, documented) => {
  test.each(documented)('$says', ({ policies, boundary, asked }) => {
    const document = (statements: unknown) => ({ Version: '2012-10-17', Statement: statements });
    for (const [action, resource, context, expected] of asked) {
      const { effect } = evaluate({
        policies: policies.map((statements, index) => parsePolicy(document(statements), `policy ${index}`)),
        boundary: boundary && parsePolicy(document(boundary), 'boundary'),
        action,
        resource,
        context,
      });
      expect([action, resource, context, effect]).toEqual([action, resource, context, expected]);
    }
  });
});
