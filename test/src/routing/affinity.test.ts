import { Aws } from 'aws-cdk-lib';
import { Affinity } from '../../../src/index';
import { expectError } from '../support/errors';

test('a conversation is what the plan says', () => {
  expect(Affinity.conversation()._render()).toEqual({ kind: 'conversation' });
});

test.each(['x-conversation-id', 'X-Conversation-Id', 'X-CONVERSATION-ID'])('the header %s is in the plan in lower case', (name) => {
  expect(Affinity.header(name)._render()).toEqual({ kind: 'header', name: 'x-conversation-id' });
});

test.each(['', ' ', 'x id', 'x:id', 'x\nid', 'ä', 'x'.repeat(129)])("'%s' is refused as the name of a header", (name) => {
  expectError(() => Affinity.header(name), 'InvalidName', 'the header of Affinity.header()', `'${name}'`, 'must match');
});

test('a token is refused as the name of a header', () => {
  expectError(() => Affinity.header(Aws.STACK_NAME), 'TokenNotAllowed', 'the header of Affinity.header()', 'literal name');
});
