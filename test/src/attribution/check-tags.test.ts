import { Token } from 'aws-cdk-lib';
import { checkProfileTags } from '../../../src/attribution/check-tags';
import { ErrorCode } from '../../../src/private/errors';
import { expectError } from '../support/errors';

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, '']));

test.each<[string, Record<string, string>]>([
  ['none', {}],
  ['a key and a value as long as they may be', { ['k'.repeat(128)]: 'v'.repeat(256) }],
  ['every character', { 'a Z_9.:/=+@-': 'a Z_9.:/=+@-' }],
  ['a value that is a token', { 'cost-center': Token.asString({ Ref: 'CostCenter' }) }],
  ['as many as there is room for', many(48)],
])('tags are accepted: %s', (_, tags) => {
  expect(() => checkProfileTags('the tags', tags)).not.toThrow();
});

test.each<[string, Record<string, string>, ErrorCode, string]>([
  ['a key without a character', { '': 'x' }, 'InvalidTag', "the key ''"],
  ['a key that is too long', { ['k'.repeat(129)]: 'x' }, 'InvalidTag', '1 to 128'],
  ['a key with other characters', { 'cost{center}': 'x' }, 'InvalidTag', 'cost{center}'],
  ['a key that is a token', { [Token.asString({ Ref: 'Key' })]: 'x' }, 'TokenNotAllowed', 'pass a literal key'],
  ['a key of AWS', { 'aws:cloudformation:stack-name': 'x' }, 'InvalidTag', 'for AWS alone'],
  ['a key of AWS in capitals', { 'AWS:x': 'x' }, 'InvalidTag', 'for AWS alone'],
  ['a key of the gateway', { 'inference-tenant': 'x' }, 'InvalidTag', 'which the gateway sets itself'],
  ['a value that is too long', { k: 'v'.repeat(257) }, 'InvalidTag', 'at most 256'],
  ['a value with other characters', { k: 'Kosten für A' }, 'InvalidTag', 'Kosten für A'],
  ['too many', many(49), 'InvalidTag', '49'],
])('tags are refused: %s', (_, tags, code, fragment) => {
  expectError(() => checkProfileTags('the tags', tags), code, 'the tags', fragment);
});
