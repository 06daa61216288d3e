import { CfnOutput, CfnResource, Duration, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as bedrock from 'aws-cdk-lib/aws-bedrock';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { createAppBench } from './support/apps';
import { Assembly } from '../../../local/assembly/model';
import { readAssembly } from '../../../local/assembly/read-assembly';

const bench = createAppBench();
afterAll(() => bench.clear());

describe('an app with a function, tables and roles', () => {
  let assembly: Assembly;
  beforeAll(() => {
    assembly = readAssembly(bench.synthesize((app) => {
      const stack = new Stack(app, 'Main');
      const table = new dynamodb.TableV2(stack, 'Ledger', {
        partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
        sortKey: { name: 'sk', type: dynamodb.AttributeType.NUMBER },
        timeToLiveAttribute: 'expires',
        globalSecondaryIndexes: [{ indexName: 'byTenant', partitionKey: { name: 'tenant', type: dynamodb.AttributeType.STRING } }],
      });
      const keys = new dynamodb.Table(stack, 'Keys', { tableName: 'keys', partitionKey: { name: 'hash', type: dynamodb.AttributeType.BINARY } });
      const fn = new lambda.Function(stack, 'Fn', {
        runtime: lambda.Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset(bench.code()),
        environment: { TABLE: table.tableName, TABLE_ARN: table.tableArn },
        memorySize: 512,
        timeout: Duration.minutes(5),
        reservedConcurrentExecutions: 7,
        logGroup: new logs.LogGroup(stack, 'Logs', { logGroupName: '/gateway', retention: logs.RetentionDays.ONE_WEEK }),
        loggingFormat: lambda.LoggingFormat.JSON,
      });
      new lambda.Function(stack, 'Inline', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1') });
      table.grantReadData(fn);
      keys.grantReadData(fn);
      const shared = new iam.ManagedPolicy(stack, 'Shared', { statements: [new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: ['*'] })] });
      const boundary = new iam.ManagedPolicy(stack, 'Boundary', { statements: [new iam.PolicyStatement({ actions: ['bedrock:*'], resources: ['*'] })] });
      fn.role!.addManagedPolicy(shared);
      iam.PermissionsBoundary.of(fn).apply(boundary);
      new iam.Role(stack, 'Plain', {
        roleName: 'plain',
        path: '/team/',
        assumedBy: new iam.AccountPrincipal('222222222222'),
        inlinePolicies: { inline: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })] }) },
        permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Foreign', 'arn:aws:iam::111111111111:policy/foreign'),
      });
      new s3.Bucket(stack, 'Files');
    }));
  });

  it('gives the tables with keys, indexes and TTL', () => {
    const [ledger, keys] = assembly.tables;
    expect(ledger).toMatchObject({
      stack: 'Main',
      accountId: '111111111111',
      region: 'us-east-1',
      arn: `arn:aws:dynamodb:us-east-1:111111111111:table/${ledger.name}`,
      keySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
      attributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'N' }, { AttributeName: 'tenant', AttributeType: 'S' }],
      globalSecondaryIndexes: [{ name: 'byTenant', keySchema: [{ AttributeName: 'tenant', KeyType: 'HASH' }], projection: { ProjectionType: 'ALL' } }],
      localSecondaryIndexes: [],
      timeToLiveAttribute: 'expires',
      billingMode: 'PAY_PER_REQUEST',
      replicaRegions: ['us-east-1'],
    });
    expect(keys).toMatchObject({ name: 'keys', billingMode: 'PROVISIONED', globalSecondaryIndexes: [] });
    expect(keys).not.toHaveProperty('timeToLiveAttribute');
  });

  it('gives the function with its asset directory and resolved environment', () => {
    const [fn] = assembly.functions;
    expect(fn).toMatchObject({
      arn: `arn:aws:lambda:us-east-1:111111111111:function:${fn.name}`,
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      memoryMegabytes: 512,
      timeoutSeconds: 300,
      reservedConcurrency: 7,
      logGroup: '/gateway',
      logFormat: 'JSON',
      environmentVariables: { TABLE: assembly.tables[0].name, TABLE_ARN: assembly.tables[0].arn },
      roleArn: assembly.roles[0].arn,
      codeDirectory: expect.stringContaining(`${assembly.directory}/asset.`),
    });
  });

  it('gives a function with inline code and the defaults of Lambda', () => {
    const inline = assembly.functions.find(({ logicalId }) => logicalId.startsWith('Inline'))!;
    expect(inline).toMatchObject({ inlineCode: 'exports.handler = 1', memoryMegabytes: 128, timeoutSeconds: 3, logFormat: 'Text', logGroup: `/aws/lambda/${inline.name}` });
    expect(inline.codeDirectory).toBeUndefined();
  });

  it('gives the role with every policy that applies to it', () => {
    const [role] = assembly.roles;
    expect(role.trustPolicy.Statement).toEqual([{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }]);
    const statements = role.policies.flatMap(({ document }) => document.Statement as { Action: unknown; Resource: unknown }[]);
    expect(statements).toContainEqual({ Action: 'sts:AssumeRole', Effect: 'Allow', Resource: '*' });
    expect(statements).toContainEqual(expect.objectContaining({ Action: expect.arrayContaining(['dynamodb:GetItem']), Resource: expect.arrayContaining([assembly.tables[0].arn]) }));
    expect(role.policies).toHaveLength(2);
    expect(role.managedPolicyArns).toEqual(['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']);
    expect(role.permissionsBoundary?.document?.Statement).toEqual([{ Action: 'bedrock:*', Effect: 'Allow', Resource: '*' }]);
  });

  it('gives inline policies, the path and a boundary from elsewhere', () => {
    const plain = assembly.roles.find(({ name }) => name === 'plain')!;
    expect(plain).toMatchObject({
      arn: 'arn:aws:iam::111111111111:role/team/plain',
      accountId: '111111111111',
      policies: [{ name: 'inline', document: { Statement: [{ Action: 's3:GetObject', Effect: 'Allow', Resource: '*' }] } }],
      permissionsBoundary: { arn: 'arn:aws:iam::111111111111:policy/foreign' },
    });
    expect(plain.permissionsBoundary).not.toHaveProperty('document');
  });

  it('gives log groups, and lists what is not stood up without the plumbing', () => {
    expect(assembly.logGroups).toEqual([expect.objectContaining({ name: '/gateway', retentionDays: 7 })]);
    expect(assembly.notStoodUp).toEqual([{ type: 'AWS::S3::Bucket', stack: 'Main', logicalIds: [expect.stringMatching(/^Files/)] }]);
  });
});

describe('an app with a REST API', () => {
  let assembly: Assembly;
  beforeAll(() => {
    assembly = readAssembly(bench.synthesize((app) => {
      const stack = new Stack(app, 'Main');
      const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromAsset(bench.code()) });
      const api = new apigateway.RestApi(stack, 'Api', {
        restApiName: 'gateway',
        endpointTypes: [apigateway.EndpointType.REGIONAL],
        binaryMediaTypes: ['image/*'],
        defaultCorsPreflightOptions: { allowOrigins: ['*'] },
        deployOptions: {
          stageName: 'v1',
          throttlingRateLimit: 100,
          throttlingBurstLimit: 50,
          variables: { colour: 'blue' },
          accessLogDestination: new apigateway.LogGroupLogDestination(new logs.LogGroup(stack, 'AccessLog', { logGroupName: 'access' })),
          accessLogFormat: apigateway.AccessLogFormat.custom('$context.requestId'),
          methodOptions: { '/model/{id}/POST': { throttlingRateLimit: 3 } },
        },
      });
      api.addGatewayResponse('Cors', { type: apigateway.ResponseType.DEFAULT_4XX, responseHeaders: { 'Access-Control-Allow-Origin': "'*'" }, statusCode: '499', templates: { 'application/json': '{}' } });
      const model = api.root.addResource('model').addResource('{id}');
      model.addMethod('POST', new apigateway.LambdaIntegration(fn, { responseTransferMode: apigateway.ResponseTransferMode.STREAM, timeout: Duration.minutes(10) }), {
        requestParameters: { 'method.request.path.id': true, 'method.request.header.x': false },
      });
      const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
      api.root.addProxy({
        defaultIntegration: new apigateway.LambdaIntegration(alias),
        defaultMethodOptions: { apiKeyRequired: true, authorizationType: apigateway.AuthorizationType.IAM },
      });
      api.root.addResource('web').addMethod('GET', new apigateway.HttpIntegration('https://example.com'));
      const plan = api.addUsagePlan('Plan', { apiStages: [{ api, stage: api.deploymentStage }] });
      plan.addApiKey(api.addApiKey('Generated'));
      plan.addApiKey(api.addApiKey('Given', { value: 'x'.repeat(20) }));
      api.addApiKey('Loose');
    }));
  });

  const find = (path: string) => {
    const resources = [assembly.restApis[0].root];
    for (const resource of resources) resources.push(...resource.children);
    return resources.find((resource) => resource.path === path)!;
  };

  it('gives its settings', () => {
    expect(assembly.restApis).toHaveLength(1);
    expect(assembly.restApis[0]).toMatchObject({ name: 'gateway', endpointType: 'REGIONAL', binaryMediaTypes: ['image/*'] });
    expect(assembly.restApis[0].id).toMatch(/^[0-9a-f]{10}$/);
  });

  it('gives a streaming method with its function', () => {
    expect(find('/model/{id}').methods.find(({ httpMethod }) => httpMethod === 'POST')).toEqual({
      httpMethod: 'POST',
      authorizationType: 'NONE',
      apiKeyRequired: false,
      requestPathParameters: { id: true },
      integration: {
        kind: 'lambda',
        functionArn: assembly.functions[0].arn,
        responseTransferMode: 'STREAM',
        timeoutInMillis: 600_000,
        uri: `arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/${assembly.functions[0].arn}/response-streaming-invocations`,
      },
    });
  });

  it('gives a buffered method with its alias, API key and IAM', () => {
    expect(find('/{proxy+}').methods.find(({ httpMethod }) => httpMethod === 'ANY')).toMatchObject({
      apiKeyRequired: true,
      authorizationType: 'AWS_IAM',
      integration: { functionArn: `${assembly.functions[0].arn}:live`, responseTransferMode: 'BUFFERED', timeoutInMillis: 29_000 },
    });
  });

  it('gives CORS preflight as a fixed answer', () => {
    expect(find('/model').methods).toEqual([expect.objectContaining({
      httpMethod: 'OPTIONS', integration: { kind: 'mock', statusCode: 204, body: '', headers: expect.objectContaining({ 'Access-Control-Allow-Origin': '*' }) },
    })]);
  });

  it('says which integration is not run', () => {
    expect(find('/web').methods.find(({ httpMethod }) => httpMethod === 'GET')!.integration)
      .toEqual({ kind: 'unsupported', reason: 'integration type HTTP_PROXY is not run locally (AWS_PROXY and MOCK are)' });
  });

  it('gives the stage with its throttles, variables, access log and the keys of its usage plan', () => {
    const [stage] = assembly.restApis[0].stages;
    expect(stage).toMatchObject({ name: 'v1', variables: { colour: 'blue' }, accessLog: { logGroup: 'access', format: '$context.requestId' } });
    expect(stage.methodSettings).toEqual([
      { httpMethod: '*', resourcePath: '*', rateLimit: 100, burstLimit: 50 },
      { httpMethod: 'POST', resourcePath: '/model/{id}', rateLimit: 3 },
    ]);
    expect(stage.apiKeys.map(({ value }) => value)).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/), 'x'.repeat(20)]);
  });

  it('gives the customised error answers', () => {
    expect(assembly.restApis[0].gatewayResponses).toEqual([{ type: 'DEFAULT_4XX', statusCode: 499, headers: { 'Access-Control-Allow-Origin': '*' }, templates: { 'application/json': '{}' } }]);
  });

  it('counts all of it as stood up or used', () => {
    expect(assembly.notStoodUp).toEqual([]);
  });

  it('gives the outputs with their values', () => {
    const [api] = assembly.restApis;
    expect(assembly.outputs.map(({ value }) => value)).toContain(`https://${api.id}.execute-api.us-east-1.amazonaws.com/v1/`);
  });
});

describe('several stacks', () => {
  const outputOf = ({ outputs }: Assembly, logicalId: string) => outputs.find((output) => output.logicalId === logicalId)?.value;

  it('see what others export', () => {
    const assembly = readAssembly(bench.synthesize((app) => {
      const stage = new Stage(app, 'Prod', { env: { account: '222222222222', region: 'eu-west-1' } });
      const role = new iam.Role(new Stack(stage, 'Roles'), 'Role', { assumedBy: new iam.AccountPrincipal('111111111111') });
      new CfnOutput(new Stack(stage, 'User'), 'Arn', { value: role.roleArn });
    }));
    expect(outputOf(assembly, 'Arn')).toBe(assembly.roles[0].arn);
    expect(assembly.roles[0].arn).toMatch(/^arn:aws:iam::222222222222:role\//);
  });

  it('do not see exports of another Region', () => {
    const directory = bench.synthesize((app) => {
      new CfnOutput(new Stack(app, 'A', { env: { account: '222222222222', region: 'eu-west-1' } }), 'Made', { value: 'x', exportName: 'Thing' });
      new CfnOutput(new Stack(app, 'B', { env: { account: '222222222222', region: 'us-east-1' } }), 'Used', { value: Fn.importValue('Thing') });
    });
    expect(() => outputOf(readAssembly(directory), 'Used')).toThrow('no stack of this assembly exports "Thing" in account 222222222222, Region us-east-1.');
  });

  it('reach across Regions the way CDK does it', () => {
    const assembly = readAssembly(bench.synthesize((app) => {
      const env = (region: string) => ({ env: { account: '222222222222', region }, crossRegionReferences: true });
      const table = new dynamodb.Table(new Stack(app, 'A', env('eu-west-1')), 'T', { partitionKey: { name: 'p', type: dynamodb.AttributeType.STRING } });
      new CfnOutput(new Stack(app, 'B', env('us-east-1')), 'Arn', { value: table.tableArn });
    }));
    expect(outputOf(assembly, 'Arn')).toBe(assembly.tables[0].arn);
    expect(assembly.tables[0].arn).toContain(':eu-west-1:');
  });

  it('pass values into nested stacks and out of them', () => {
    const assembly = readAssembly(bench.synthesize((app) => {
      const stack = new Stack(app, 'Main');
      const table = new dynamodb.Table(stack, 'T', { partitionKey: { name: 'p', type: dynamodb.AttributeType.STRING } });
      const role = new iam.Role(new NestedStack(stack, 'Nested'), 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [table.tableArn] }));
      new CfnOutput(stack, 'RoleArn', { value: role.roleArn });
    }));
    const [role] = assembly.roles;
    expect(role.stack).toMatch(/^Main\/Nested/);
    expect(role.policies[0].document.Statement).toEqual([{ Action: 'dynamodb:GetItem', Effect: 'Allow', Resource: assembly.tables[0].arn }]);
    expect(outputOf(assembly, 'RoleArn')).toBe(role.arn);
  });

  it('read SSM parameters that the assembly writes', () => {
    const assembly = readAssembly(bench.synthesize((app) => {
      const stack = new Stack(app, 'Main');
      const made = new ssm.StringParameter(stack, 'Made', { parameterName: '/app/colour', stringValue: 'green' });
      const read = ssm.StringParameter.fromStringParameterName(stack, 'Read', '/app/colour');
      new CfnOutput(stack, 'ByParameter', { value: read.stringValue });
      new CfnOutput(stack, 'ByAttribute', { value: made.stringValue });
      new CfnOutput(stack, 'ByReference', { value: 'is {{resolve:ssm:/app/colour}}' });
    }));
    expect(['ByParameter', 'ByAttribute', 'ByReference'].map((name) => outputOf(assembly, name))).toEqual(['green', 'green', 'is green']);
  });
});

describe('an API that checks its callers', () => {
  const read = (define: (stack: Stack) => { authorizer?: apigateway.IAuthorizer; policy?: iam.PolicyDocument }) => {
    const assembly = readAssembly(bench.synthesize((app) => {
      const stack = new Stack(app, 'Main');
      const { authorizer, policy } = define(stack);
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, policy });
      api.root.addMethod('GET', undefined, { authorizer });
    }));
    const [api] = assembly.restApis;
    return { assembly, api: api!, method: api!.root.methods[0]! };
  };
  const checkOf = (stack: Stack) => new lambda.Function(stack, 'Check', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromAsset(bench.code()),
  });

  it('gives a TOKEN authorizer with its function, its pattern and the time that answers count', () => {
    const { assembly, method } = read((stack) => ({
      authorizer: new apigateway.TokenAuthorizer(stack, 'A', { handler: checkOf(stack), validationRegex: 'Bearer .+', resultsCacheTtl: Duration.seconds(0) }),
    }));
    expect(method).toMatchObject({
      authorizationType: 'CUSTOM',
      authorizer: {
        type: 'TOKEN',
        functionArn: assembly.functions[0]!.arn,
        identitySources: ['method.request.header.Authorization'],
        validation: 'Bearer .+',
        cacheSeconds: 0,
      },
    });
    expect(assembly.notStoodUp).toEqual([]);
  });

  it('gives a REQUEST authorizer with what has to be there', () => {
    const { method } = read((stack) => ({
      authorizer: new apigateway.RequestAuthorizer(stack, 'A', {
        handler: checkOf(stack), identitySources: [apigateway.IdentitySource.header('X-Badge'), apigateway.IdentitySource.context('stage')],
      }),
    }));
    expect(method.authorizer).toMatchObject({ type: 'REQUEST', identitySources: ['method.request.header.X-Badge', 'context.stage'], cacheSeconds: 300 });
  });

  it('gives no authorizer where none of a function is', () => {
    const { method } = read((stack) => ({
      authorizer: new apigateway.CognitoUserPoolsAuthorizer(stack, 'A', { cognitoUserPools: [cognito.UserPool.fromUserPoolId(stack, 'U', 'us-east-1_x')] }),
    }));
    expect(method.authorizationType).toBe('COGNITO_USER_POOLS');
    expect(method.authorizer).toBeUndefined();
  });

  it('gives its resource policy', () => {
    const { api } = read(() => ({
      policy: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({ actions: ['execute-api:Invoke'], resources: ['execute-api:/*'], principals: [new iam.AccountPrincipal('222222222222')] })],
      }),
    }));
    expect(api.policy).toMatchObject({ Statement: [{ Action: 'execute-api:Invoke', Principal: { AWS: 'arn:aws:iam::222222222222:root' } }] });
    expect(read(() => ({})).api.policy).toBeUndefined();
  });
});

describe('an app with application inference profiles', () => {
  it('gives each with its name and what it is a copy of', () => {
    const { applicationProfiles, notStoodUp } = readAssembly(bench.synthesize((app) => {
      const stack = new Stack(app, 'Main', { env: { account: '222222222222', region: 'eu-west-1' } });
      new bedrock.CfnApplicationInferenceProfile(stack, 'Profile', {
        inferenceProfileName: 'team-a',
        modelSource: { copyFrom: stack.formatArn({ service: 'bedrock', resource: 'inference-profile', resourceName: 'eu.amazon.nova-lite-v1:0' }) },
      });
    }));
    expect(applicationProfiles).toMatchObject([{
      name: 'team-a',
      arn: expect.stringMatching(/^arn:aws:bedrock:eu-west-1:222222222222:application-inference-profile\/[0-9a-f]{12}$/),
      copiedFrom: 'arn:aws:bedrock:eu-west-1:222222222222:inference-profile/eu.amazon.nova-lite-v1:0',
    }]);
    expect(notStoodUp).toEqual([]);
  });
});

describe('an app with invocation logging', () => {
  it('gives the setting that a deployment would make, as it stands in the template', () => {
    const { invocationLogging, notStoodUp } = readAssembly(bench.synthesize((app) => {
      const stack = new Stack(app, 'Main', { env: { account: '222222222222', region: 'eu-west-1' } });
      new CfnResource(stack, 'Logging', {
        type: 'Custom::ModelInvocationLogging',
        properties: { configuration: { cloudWatchConfig: { logGroupName: 'log', roleArn: 'role' }, textDataDeliveryEnabled: true } },
      });
    }));
    expect(invocationLogging).toEqual([{
      stack: 'Main',
      logicalId: 'Logging',
      accountId: '222222222222',
      region: 'eu-west-1',
      configuration: { cloudWatchConfig: { logGroupName: 'log', roleArn: 'role' }, textDataDeliveryEnabled: true },
    }]);
    expect(notStoodUp).toEqual([]);
  });
});

describe('Provisioned Throughput', () => {
  it('has a made-up ARN that stays the same, and a name', () => {
    const read = () => readAssembly(bench.synthesize((app) => {
      const stack = new Stack(app, 'Main', { env: { account: '222222222222', region: 'eu-west-1' } });
      const resource = new CfnResource(stack, 'Nova', {
        type: 'Custom::BedrockProvisionedThroughput', properties: { ServiceToken: 'arn:x', Name: 'chat', Model: 'amazon.nova-lite-v1:0:300k', ModelUnits: '1', WaitSeconds: '600' },
      });
      for (const name of ['ProvisionedModelArn', 'ProvisionedModelName']) new CfnOutput(stack, name, { value: resource.getAtt(name).toString() });
    }));
    const { provisionedThroughputs, outputs, notStoodUp } = read();
    expect(provisionedThroughputs).toMatchObject([{
      logicalId: 'Nova', arn: expect.stringMatching(/^arn:aws:bedrock:eu-west-1:222222222222:provisioned-model\/[0-9a-f]{12}$/), model: 'amazon.nova-lite-v1:0:300k',
    }]);
    expect(read().provisionedThroughputs).toEqual(provisionedThroughputs);
    expect(outputs.map(({ value }) => value)).toEqual([provisionedThroughputs[0]!.arn, expect.stringMatching(/^chat-[0-9a-f]{8}$/)]);
    expect(notStoodUp).toEqual([]);
  });
});
