import { App, Aws, Duration, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AuthorizationType, CognitoUserPoolsAuthorizer, IAuthorizer, IdentitySource, RequestAuthorizer, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { AuthorizerAuthOptions, GatewayAuth, JwtAuthOptions, ResilientInference, ResilientInferenceProps, ResilientInferenceStack, TenantProps } from '../../../src/index';
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

  test('grants a role of another stack without a circle between the two', () => {
    const app = new App();
    const apps = new Stack(app, 'Apps', { env: ENV });
    const role = new Role(apps, 'App', { path: '/apps/', assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const stack = new Stack(app, 'Stack', { env: ENV });
    const gateway = new ResilientInference(stack, 'Gateway', principals(role.roleArn));
    gateway.grantInvoke(role).assertSuccess();
    gateway.grantInvoke(role).assertSuccess();
    app.synth();
    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
      .filter(({ Properties }) => JSON.stringify(Properties).includes('execute-api:Invoke'));
    expect(policies).toHaveLength(1);
    expect(policies[0]!.Properties.Roles).toEqual([{ 'Fn::ImportValue': expect.stringMatching(/^Apps:ExportsOutputRefApp/) }]);
    Template.fromStack(apps).resourceCountIs('AWS::IAM::Policy', 0);
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

describe('tokens', () => {
  const OPTIONS: JwtAuthOptions = { issuer: 'https://login.example.com/x', audiences: ['inference'], tenantClaim: 'team' };
  const withTokens = (change: Partial<JwtAuthOptions> = {}): ResilientInferenceProps =>
    ({ ...minimalProps(), auth: GatewayAuth.jwt({ ...OPTIONS, ...change }) });
  const credentialsOf = (props: Parameters<typeof synthesize>[0]) => synthesize(props).plan.auth;

  test('are checked by the function, which needs nothing of the table for it', () => {
    const { template, inference } = synthesize(withTokens());
    for (const { Properties } of Object.values(template.findResources('AWS::ApiGateway::Method'))) expect(Properties.AuthorizationType).toBe('NONE');
    expect(inference._auth).toMatchObject({ tableActions: [], accepts: ['jwt'], signed: false });
  });

  test('are told by issuer, audience and claim', () => {
    expect(credentialsOf(withTokens())).toEqual({ kind: 'credentials', accepts: [{ kind: 'jwt', ...OPTIONS }] });
    const more = { audienceClaim: 'client_id', jwksUri: 'https://keys.example.com/jwks', requiredClaims: { token_use: ['access'] }, requiredScopes: ['a/b:c'] };
    expect(credentialsOf(withTokens({ ...more, clockTolerance: Duration.seconds(0), tenants: { 'R&D': 'team-a' } }))).toEqual({
      kind: 'credentials', accepts: [{ kind: 'jwt', ...OPTIONS, ...more, clockToleranceSeconds: 0, tenants: { 'R&D': 'team-a' } }],
    });
  });

  test('may be those of a user pool of the app', () => {
    const auth = credentialsOf((stack) => {
      const users = new UserPool(stack, 'Users');
      return withTokens({ issuer: users.userPoolProviderUrl, audiences: [users.addClient('App').userPoolClientId], jwksUri: Token.asString({ Ref: 'P' }) });
    });
    expect(auth).toMatchObject({ accepts: [{ issuer: { env: 'GATEWAY_VALUE_1' }, audiences: [{ env: 'GATEWAY_VALUE_2' }], jwksUri: { env: 'GATEWAY_VALUE_3' } }] });
  });

  test.each<[string, Partial<JwtAuthOptions>, Parameters<typeof expectError>[1], string[]]>([
    ['an issuer without TLS', { issuer: 'http://login.example.com' }, 'InvalidUrl', ["issuer of GatewayAuth.jwt() is 'http://login.example.com'", 'https URL']],
    ['an issuer that is no URL', { issuer: 'login.example.com' }, 'InvalidUrl', ["'login.example.com'"]],
    ['keys behind a password', { jwksUri: 'https://me:secret@keys.example.com' }, 'InvalidUrl', ['jwksUri']],
    ['no audience', { audiences: [] }, 'MissingAudience', ['audiences of GatewayAuth.jwt() is empty']],
    ['an empty audience', { audiences: ['a', ''] }, 'MissingAudience', ['holds an empty text']],
    ['no name of a claim', { tenantClaim: '' }, 'InvalidName', ['tenantClaim']],
    ['a claim with a space', { audienceClaim: 'for whom' }, 'InvalidName', ["'for whom'"]],
    ['a token as the claim', { tenantClaim: Token.asString({ Ref: 'P' }) }, 'TokenNotAllowed', ['tenantClaim']],
    ['a claim that allows no value', { requiredClaims: { use: [] } }, 'InvalidName', ['requiredClaims.use']],
    ['a token as the value of a claim', { requiredClaims: { use: [Token.asString({ Ref: 'P' })] } }, 'TokenNotAllowed', ['requiredClaims.use']],
    ['two scopes in one', { requiredScopes: ['a b'] }, 'InvalidName', ["'a b'"]],
    ['a value for an unknown tenant', { tenants: { x: 'team-z' } }, 'UnknownTenant', ["maps 'x' to tenant 'team-z'"]],
    ['much tolerance', { clockTolerance: Duration.minutes(6) }, 'InvalidDuration', ['6 minutes', '5 minutes at most']],
    ['a fraction of a second', { clockTolerance: Duration.millis(1500) }, 'InvalidDuration', ['clockTolerance']],
  ])('are refused with %s', (_, change, code, fragments) => {
    expectError(() => construct(withTokens(change)), code, ...fragments, '(at Stack/Gateway)');
  });
});

describe('any of several', () => {
  const tokens = GatewayAuth.jwt({ issuer: 'https://login.example.com', audiences: ['inference'], tenantClaim: 'team' });
  const anyOf = (...kinds: GatewayAuth[]) => ({ ...minimalProps(), auth: GatewayAuth.anyOf(...kinds) });

  test('takes each of them', () => {
    const { plan, inference } = synthesize(anyOf(GatewayAuth.apiKeys(), tokens));
    expect(plan.auth).toMatchObject({ kind: 'credentials', accepts: [{ kind: 'apiKey' }, { kind: 'jwt' }] });
    expect(inference._auth).toMatchObject({ tableActions: ['dynamodb:GetItem'], accepts: ['apiKey', 'jwt'], signed: false });
  });

  test('takes one, which is the same as that one', () => {
    expect(synthesize(anyOf(GatewayAuth.apiKeys())).template.toJSON()).toEqual(synthesize(minimalProps()).template.toJSON());
  });

  test('has a command for the first API key only if it takes API keys', () => {
    const commandOf = (...kinds: GatewayAuth[]) => new ResilientInferenceStack(new App(), 'Inference', anyOf(...kinds)).node.tryFindChild('CreateFirstKeyCommand');
    expect(commandOf(tokens, GatewayAuth.apiKeys())).toBeDefined();
    expect(commandOf(tokens)).toBeUndefined();
  });

  test('refuses what API Gateway checks, nothing at all, and the same twice', () => {
    const iam = { ...anyOf(GatewayAuth.apiKeys(), GatewayAuth.iam()), tenants: { 'team-a': {} } };
    expectError(() => construct(iam), 'MissingPrincipal', "'team-a'");
    const authorizer = GatewayAuth.authorizer({ authorizerId: 'abc123' });
    expectError(() => construct(anyOf(tokens, authorizer)), 'ContradictoryProperties', 'one kind of authorization', '(at Stack/Gateway)');
    expectError(() => construct(anyOf()), 'ContradictoryProperties', 'nobody could call');
    expectError(() => construct(anyOf(tokens, tokens)), 'ContradictoryProperties', 'GatewayAuth.jwt() twice', 'one issuer');
    expectError(() => construct(anyOf(GatewayAuth.apiKeys(), GatewayAuth.anyOf(GatewayAuth.apiKeys(), tokens))), 'ContradictoryProperties', 'GatewayAuth.apiKeys() twice');
  });

  test('refuses IAM also for tenants with principals', () => {
    const props = { ...anyOf(GatewayAuth.iam()), tenants: { 'team-a': { iamPrincipals: [OWN] } } };
    expectError(() => construct(props), 'ContradictoryProperties', 'GatewayAuth.anyOf() was given GatewayAuth.iam()');
  });
});
