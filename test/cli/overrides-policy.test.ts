import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { evaluate } from '../../local/iam/evaluate';
import { parsePolicy } from '../../local/iam/policy';
import { apiKeyByHash, overridesKey, sharedHealthKey, tenantLedgerKey } from '../../src/contract/table';

const DOCUMENT = readFileSync(resolve(__dirname, '../../docs/overrides.md'), 'utf8');
const RESOURCE = 'arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE';

/** The statement that the documentation gives to operators. */
function documentedPolicy() {
  const [, json] = /```json\n(\{\s+"Effect"[\s\S]*?)```/.exec(DOCUMENT) ?? [];
  return parsePolicy({ Version: '2012-10-17', Statement: JSON.parse(json!) as unknown }, 'documented');
}

describe('the documented permissions of the overrides command', () => {
  const decide = (action: string, leadingKey: string) =>
    evaluate({ policies: [documentedPolicy()], action, resource: RESOURCE, context: { 'dynamodb:LeadingKeys': [leadingKey] } }).effect;

  test.each(['dynamodb:GetItem', 'dynamodb:UpdateItem'])('allow %s of the overrides', (action) => {
    expect(decide(action, overridesKey().pk)).toBe('allowed');
  });

  test.each([apiKeyByHash('00').pk, tenantLedgerKey('a').pk, sharedHealthKey().pk])('reach no other item: %s', (leadingKey) => {
    expect([decide('dynamodb:GetItem', leadingKey), decide('dynamodb:UpdateItem', leadingKey)]).toEqual(['implicitDeny', 'implicitDeny']);
  });

  test.each(['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Scan'])('do not allow %s', (action) => {
    expect(decide(action, overridesKey().pk)).toBe('implicitDeny');
  });
});
