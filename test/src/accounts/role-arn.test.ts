import { Aws, CfnParameter, Stack, Token } from 'aws-cdk-lib';
import { readRoleArn } from '../../../src/accounts/role-arn';

test.each([
  ['arn:aws:iam::222222222222:role/inference', { account: '222222222222', path: '/', roleName: 'inference' }],
  ['arn:aws:iam::222222222222:role/a/b/inference', { account: '222222222222', path: '/a/b/', roleName: 'inference' }],
])('%s is taken apart', (arn, parts) => {
  expect(readRoleArn(arn)).toEqual(parts);
});

test('an ARN with token parts is taken apart around them', () => {
  expect(readRoleArn(`arn:${Aws.PARTITION}:iam::222222222222:role/inference`)).toEqual({ account: '222222222222', path: '/', roleName: 'inference' });
  expect(Token.isUnresolved(readRoleArn(`arn:aws:iam::${Aws.ACCOUNT_ID}:role/inference`)?.account)).toBe(true);
});

test('an ARN that is a token as a whole, or of another service, tells nothing', () => {
  expect(readRoleArn(new CfnParameter(new Stack(), 'Role').valueAsString)).toBeUndefined();
  expect(readRoleArn('arn:aws:sts::222222222222:assumed-role/x/y')).toBeUndefined();
});
