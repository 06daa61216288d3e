import { App, Aws, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AuthorizationType, CognitoUserPoolsAuthorizer, IAuthorizer, IdentitySource, RequestAuthorizer, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { AuthorizerAuthOptions, GatewayAuth, ResilientInference, ResilientInferenceProps, ResilientInferenceStack, TenantProps } from '../../../src/index';
import { expectError } from '../support/errors';
import { statementsOf } from '../support/policies';
import { construct, ENV, minimalProps, synthesize } from '../support/synthesis';

const OWN = 'arn:aws:iam::111111111111:role/app';
const OTHER = 'arn:aws:iam::222222222222:role/path/app';

const iamProps = (tenants: { [name: string]: TenantProps }): ResilientInferenceProps => ({ ...minimalProps(), auth: GatewayAuth.iam(), tenants });
const principals = (...iamPrincipals: string[]) => iamProps({ 'team-a': { iamPrincipals } });

describe('API keys', () => {
  test('are the default', () => {
    const chosen = synthesize({ ...minimalProps(), auth: GatewayAuth.apiKeys() }).template.toJSON();
    expect(synthesize(minimalProps()).template.toJSON()).toEqual(chosen);
  });

  test('are looked up, never written', () => {
    expect(construct(minimalProps())._auth.tableActions).toEqual(['dynamodb:GetItem']);
  });

  test('take no IAM principals', () => {
    expectError(
      () => construct({ ...minimalProps(), tenants: { 'team-a': { iamPrincipals: [OWN] } } }),
      'ContradictoryProperties', "tenant 'team-a' has iamPrincipals", 'GatewayAuth.iam()', '(at Stack/Gateway)',
    );
  });

  test('are no reason for a grant to call the API', () => {
    const gateway = construct(minimalProps());
    expectError(() => gateway.grantInvoke(new Role(gateway, 'R', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })), 'ContradictoryProperties', 'grantInvoke()');
  });
});

describe('IAM', () => {
  test('is checked by API Gateway on every method', () => {
    const { template } = synthesize(principals(OWN));
    const methods = Object.values(template.findResources('AWS::ApiGateway::Method'));
    expect(methods).toHaveLength(2);
    for (const { Properties } of methods) expect(Properties.AuthorizationType).toBe('AWS_IAM');
  });

  test('needs no resource policy for principals of its own account', () => {
    const { template } = synthesize((stack) => principals(OWN, new Role(stack, 'App', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }).roleArn, new User(stack, 'Ci').userArn));
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { Policy: Match.absent() });
  });

  test('names exactly the principals of other accounts in the resource policy', () => {
    const { template } = synthesize(principals(OWN, OTHER, 'arn:aws:iam::333333333333:user/ci'));
    template.hasResourceProperties('AWS::ApiGateway::RestApi', {
      Policy: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', Principal: { AWS: [OTHER, 'arn:aws:iam::333333333333:user/ci'] } }],
      },
    });
  });

  test('names principals of which only a deployment knows the account', () => {
    const named = (props: Parameters<typeof synthesize>[0], env: Parameters<typeof synthesize>[1] = ENV) =>
      Object.values(synthesize(props, env).template.findResources('AWS::ApiGateway::RestApi'))[0]?.Properties.Policy.Statement[0].Principal.AWS;
    expect(named(principals(OWN), { region: 'us-east-1' })).toBe(OWN);
    expect(named(principals(Token.asString({ Ref: 'Parameter' })))).toEqual({ Ref: 'Parameter' });
    expect(named((stack) => principals(new Role(new Stack(stack.node.root as App, 'Other', { env: { account: '222222222222', region: 'us-east-1' } }), 'R', {
      roleName: 'app', assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    }).roleArn))).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::222222222222:role/app']] });
  });

  test('gives the plan the principals of each tenant', () => {
    const { plan } = synthesize((stack) => iamProps({
      'team-b': { iamPrincipals: [new Role(stack, 'App', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }).roleArn] },
      'team-a': { iamPrincipals: [OWN, OTHER, OWN] },
    }));
    expect(plan.auth).toEqual({ kind: 'iam', principals: { 'team-a': [OWN, OTHER], 'team-b': [{ env: 'GATEWAY_VALUE_1' }] } });
  });

  test('grants a role to call this API at its stage, and nothing else', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const app = new Role(stack, 'App', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    new ResilientInference(stack, 'Gateway', principals(app.roleArn)).grantInvoke(app).assertSuccess();
    const [statement, ...more] = statementsOf(Template.fromStack(stack), 'AppDefaultPolicy');
    expect(more).toEqual([]);
    expect(statement).toMatchObject({ Effect: 'Allow', Action: 'execute-api:Invoke' });
    expect(statement!.Resource).toEqual({
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':execute-api:us-east-1:111111111111:', { Ref: expect.stringMatching(/^GatewayApi/) }, '/',
        { Ref: expect.stringMatching(/^GatewayApiDeploymentStageprod/) }, '/*/*',
      ]],
    });
  });

  test('needs no command for a first API key', () => {
    const stack = new ResilientInferenceStack(new App(), 'Inference', principals(OWN));
    expect(stack.node.tryFindChild('CreateFirstKeyCommand')).toBeUndefined();
    expect(stack.node.tryFindChild('EndpointUrl')).toBeDefined();
  });

  test('takes a principal for one tenant only', () => {
    const two = (one: string, other: string) => () => construct(iamProps({ 'team-a': { iamPrincipals: [one] }, 'team-b': { iamPrincipals: [other] } }));
    expectError(two(OWN, OWN), 'DuplicatePrincipal', `'${OWN}' would act for two tenants, 'team-a' and 'team-b'`, '(at Stack/Gateway)');
    expectError(two(OTHER, 'arn:aws:iam::222222222222:role/app'), 'DuplicatePrincipal', OTHER, 'which IAM takes for the same');
    expectError(two(OTHER, `arn:${Aws.PARTITION}:iam::222222222222:role/APP`), 'DuplicatePrincipal', "'team-a' and 'team-b'");
    const token = Token.asString({ Ref: 'Parameter' });
    expectError(two(token, token), 'DuplicatePrincipal', "'team-a' and 'team-b'");
    expect(two(OWN, 'arn:aws:iam::111111111111:user/app')).not.toThrow();
  });

  test('takes no tenant that nobody can act for', () => {
    expectError(() => construct(iamProps({ 'team-a': { iamPrincipals: [OWN] }, 'team-b': {} })), 'MissingPrincipal', "tenant 'team-b' has no iamPrincipals", OWN);
    expectError(() => construct(principals()), 'MissingPrincipal', "tenant 'team-a'");
  });

  test.each([
    ['arn:aws:sts::111111111111:assumed-role/app/session', "write the role itself, 'arn:aws:iam::111111111111:role/app'"],
    ['arn:aws:iam::111111111111:root', 'must be the ARN of a role or a user'],
    ['111111111111', 'must be the ARN of a role or a user'],
    ['arn:aws:iam::111111111111:role/*', 'neither an account nor a wildcard'],
    ['arn:aws:iam::111111111111:group/devs', 'must be the ARN of a role or a user'],
    ['arn:aws:lambda:us-east-1:111111111111:function:app', 'must be the ARN of a role or a user'],
    ['*', 'must be the ARN of a role or a user'],
    ['', 'must be the ARN of a role or a user'],
  ])('refuses %s', (arn, help) => {
    expectError(() => construct(principals(arn)), 'InvalidPrincipalArn', "an iamPrincipal of tenant 'team-a'", arn, help, '(at Stack/Gateway)');
  });

  test('says when the resource policy would not hold all principals', () => {
    const many = Array.from({ length: 200 }, (_, index) => `arn:aws:iam::222222222222:role/application-${index}`);
    expectError(() => construct(principals(...many)), 'TooManyPrincipals', '200 iamPrincipals', 'of the 8192');
    expect(() => construct(principals(...many.map((arn) => arn.replace('222222222222', '111111111111'))))).not.toThrow();
  });
});

describe('an authorizer', () => {
  const checkOf = (stack: Stack) => new Function(stack, 'Check', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('//') });
  const tokenOf = (stack: Stack) => new TokenAuthorizer(stack, 'Authorizer', { handler: checkOf(stack) });
  const cognitoOf = (stack: Stack) => new CognitoUserPoolsAuthorizer(stack, 'Authorizer', { cognitoUserPools: [new UserPool(stack, 'Users')] });
  const withAuthorizer = (authorizer: (stack: Stack) => IAuthorizer, options?: AuthorizerAuthOptions, tenants = minimalProps().tenants) =>
    (stack: Stack) => ({ ...minimalProps(), tenants, auth: GatewayAuth.authorizer(authorizer(stack), options) });
  const constructed = (...asked: Parameters<typeof withAuthorizer>) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    return new ResilientInference(stack, 'Gateway', withAuthorizer(...asked)(stack));
  };

  test.each([
    ['CUSTOM', tokenOf, {}],
    ['CUSTOM', (stack: Stack) => new RequestAuthorizer(stack, 'Authorizer', { handler: checkOf(stack), identitySources: [IdentitySource.header('x')] }), {}],
    ['COGNITO_USER_POOLS', cognitoOf, { tenantClaim: 'custom:tenant' }],
    // An imported one does not say what it is, and must not leave the methods open.
    ['CUSTOM', () => ({ authorizerId: 'abc123' }), {}],
  ])('is asked on every method: %s', (type, authorizer, options) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    new ResilientInference(stack, 'Gateway', withAuthorizer(authorizer, options)(stack));
    const methods = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Method'));
    expect(methods).toHaveLength(2);
    for (const { Properties } of methods) expect(Properties).toMatchObject({ AuthorizationType: type, AuthorizerId: expect.anything() });
  });

  test('says the tenant under the key tenant, unless told otherwise', () => {
    expect(constructed(tokenOf)._auth.render(String)).toEqual({ kind: 'authorizer', place: 'context', name: 'tenant' });
    expect(constructed(tokenOf, { tenantContextKey: 'principalId', tenants: { z: 'team-a', b: 'team-a' } })._auth.render(String)).toEqual({
      kind: 'authorizer', place: 'context', name: 'principalId', tenants: { b: 'team-a', z: 'team-a' },
    });
    expect(constructed(cognitoOf, { tenantClaim: 'custom:tenant' })._auth.render(String)).toEqual({ kind: 'authorizer', place: 'claims', name: 'custom:tenant' });
  });

  test('needs nothing of the table to find the tenant', () => {
    expect(constructed(tokenOf)._auth.tableActions).toEqual([]);
  });

  test('is refused when it would leave the methods open', () => {
    for (const type of [AuthorizationType.NONE, AuthorizationType.IAM]) {
      expectError(() => constructed(() => ({ authorizerId: 'abc123', authorizationType: type })), 'InvalidAuthorizer', `has the type ${type}`, '(at Stack/Gateway)');
    }
  });

  test.each<[string, (stack: Stack) => IAuthorizer, AuthorizerAuthOptions, Parameters<typeof expectError>[1], string[]]>([
    ['a claim of a Lambda authorizer', tokenOf, { tenantClaim: 'sub' }, 'ContradictoryProperties', ["tenantClaim of GatewayAuth.authorizer() is 'sub'", 'tenantContextKey']],
    ['no claim of Cognito', cognitoOf, {}, 'ContradictoryProperties', ['tenantClaim', "'custom:tenant'"]],
    ['a context of Cognito', cognitoOf, { tenantContextKey: 'team' }, 'ContradictoryProperties', ["remove tenantContextKey 'team'"]],
    ['a key that API Gateway writes', tokenOf, { tenantContextKey: 'integrationLatency' }, 'InvalidName', ["'integrationLatency'", 'another key']],
    ['an empty key', tokenOf, { tenantContextKey: '' }, 'InvalidName', ['tenantContextKey', "''"]],
    ['a claim with a space', cognitoOf, { tenantClaim: 'my tenant' }, 'InvalidName', ["'my tenant'"]],
    ['a token as the key', tokenOf, { tenantContextKey: Token.asString({ Ref: 'P' }) }, 'TokenNotAllowed', ['tenantContextKey']],
    ['a value for an unknown tenant', tokenOf, { tenants: { x: 'team-z' } }, 'UnknownTenant', ["maps 'x' to tenant 'team-z'", "'team-a'"]],
    ['a table of no values', tokenOf, { tenants: {} }, 'UnknownTenant', ['maps no value']],
  ])('is refused with %s', (_, authorizer, options, code, fragments) => {
    expectError(() => constructed(authorizer, options), code, ...fragments, '(at Stack/Gateway)');
  });

  test('is refused with IAM principals', () => {
    expectError(() => constructed(tokenOf, {}, { 'team-a': { iamPrincipals: [OWN] } }), 'ContradictoryProperties', "tenant 'team-a' has iamPrincipals");
  });
});
