import { Stack, Token } from 'aws-cdk-lib';
import { GatewayWebAcl } from '../../../src/index';
import { expectError } from '../support/errors';
import { construct, minimalProps, synthesize } from '../support/synthesis';

const ARN = 'arn:aws:wafv2:us-east-1:111111111111:regional/webacl/name/id';

test('there is none unless one is wanted', () => {
  synthesize(minimalProps()).template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
});

test('one that exists is put in front of the stage', () => {
  const { template, inference } = synthesize({ ...minimalProps(), webAcl: GatewayWebAcl.existing(ARN) });
  template.resourceCountIs('AWS::WAFv2::WebACL', 0);
  template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', { WebACLArn: ARN });
  const [association] = Object.values(template.findResources('AWS::WAFv2::WebACLAssociation'));
  expect(JSON.stringify(association?.Properties.ResourceArn)).toMatch(/restapis\/.*\/stages\//);
  expect(inference.webAcl).toBeUndefined();
});

test('a new one refuses malicious addresses and those that ask too often, and reads no bodies', () => {
  const { template, inference } = synthesize({ ...minimalProps(), webAcl: GatewayWebAcl.managed() });
  const { Rules, DefaultAction, Scope } = Object.values(template.findResources('AWS::WAFv2::WebACL'))[0]?.Properties;
  expect({ DefaultAction, Scope }).toEqual({ DefaultAction: { Allow: {} }, Scope: 'REGIONAL' });
  expect(Rules.map(({ Statement }: { Statement: object }) => Object.keys(Statement))).toEqual([['ManagedRuleGroupStatement'], ['RateBasedStatement']]);
  expect(Rules[0].Statement.ManagedRuleGroupStatement.Name).toBe('AWSManagedRulesAmazonIpReputationList');
  expect(Rules[1]).toMatchObject({
    Statement: { RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP', EvaluationWindowSec: 300 } }, Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
  });
  expect(JSON.stringify(Rules)).not.toMatch(/Body|ScopeDown/);
  template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', { WebACLArn: { 'Fn::GetAtt': [Stack.of(inference).getLogicalId(inference.webAcl!), 'Arn'] } });
});

test('it keeps no samples of requests, whose headers hold keys', () => {
  const { template } = synthesize({ ...minimalProps(), webAcl: GatewayWebAcl.managed() });
  expect(JSON.stringify(template.findResources('AWS::WAFv2::WebACL'))).not.toContain('"SampledRequestsEnabled":true');
});

test('how often an address may ask can be said', () => {
  const { template } = synthesize({ ...minimalProps(), webAcl: GatewayWebAcl.managed({ requestsPerAddress: 100 }) });
  expect(JSON.stringify(template.findResources('AWS::WAFv2::WebACL'))).toContain('"Limit":100');
});

test.each([9, 0, 10.5, NaN])('%s requests are refused', (requestsPerAddress) => {
  expectError(() => construct({ ...minimalProps(), webAcl: GatewayWebAcl.managed({ requestsPerAddress }) }), 'InvalidNumber', `requestsPerAddress is ${requestsPerAddress}`, 'at least 10');
});

test.each(['', 'web-acl', ARN.replace('regional', 'global'), ARN.replace('wafv2', 'waf')])("'%s' is no web ACL of a Region", (arn) => {
  expectError(() => construct({ ...minimalProps(), webAcl: GatewayWebAcl.existing(arn) }), 'InvalidWebAcl', `'${arn}'`, 'regional/webacl', '(at Stack/Gateway)');
});

test('an ARN that is a token is passed on', () => {
  expect(() => construct({ ...minimalProps(), webAcl: GatewayWebAcl.existing(Token.asString({ Ref: 'Acl' })) })).not.toThrow();
});
