import { App, Aws, CfnParameter, Stack, Token } from 'aws-cdk-lib';
import { InferenceAccountRole, InferenceTarget } from '../../../src/index';
import { definitionOf } from '../../../src/targets/bound-target';
import { expectError } from '../support/errors';
import { SONNET } from '../support/synthesis';

const ROLE = 'arn:aws:iam::222222222222:role/inference';

function stackIn(region?: string): Stack {
  return new Stack(new App(), 'Stack', { env: { account: '111111111111', region } });
}

function bind(target: InferenceTarget, stack: Stack = stackIn('us-east-1')) {
  return target._bind(stack, stack.region);
}

describe('name', () => {
  test('is the model and the Region of the stack', () => {
    expect(bind(InferenceTarget.crossRegion(SONNET)).name).toBe(`${SONNET}@us-east-1`);
  });

  test('has the Region that was set', () => {
    expect(bind(InferenceTarget.crossRegion(SONNET, { region: 'us-west-2' })).name).toBe(`${SONNET}@us-west-2`);
  });

  test('says home where the stack has no Region yet', () => {
    expect(bind(InferenceTarget.crossRegion(SONNET), stackIn()).name).toBe(`${SONNET}@home`);
  });

  test('has the account of the role', () => {
    expect(bind(InferenceTarget.crossRegion(SONNET, { roleArn: ROLE })).name).toBe(`${SONNET}@us-east-1/222222222222`);
  });

  test('reads the account of a role whose partition is a token', () => {
    const roleArn = InferenceAccountRole.arnFor('222222222222', 'inference');
    expect(bind(InferenceTarget.crossRegion(SONNET, { roleArn }), stackIn()).name).toBe(`${SONNET}@home/222222222222`);
  });

  test('holds no token, whatever is a token', () => {
    const stack = stackIn();
    const token = (id: string) => new CfnParameter(stack, id).valueAsString;
    const target = InferenceTarget.onDemand(token('Model'), { region: token('Region'), roleArn: token('Role') });
    expect(bind(target, stack).name).toBe('deferred-model@deferred-region/deferred-account');
  });

  test('is what was set', () => {
    expect(bind(InferenceTarget.crossRegion(SONNET, { name: 'sonnet-a' })).name).toBe('sonnet-a');
  });

  test.each(['', ' a', 'a b', '#a', '-a', 'ä', 'a'.repeat(513)])("'%s' is refused", (name) => {
    expectError(() => InferenceTarget.crossRegion(SONNET, { name }), 'InvalidName', 'the name of the target', SONNET);
  });

  test('a token is refused, because it is a key of the plan', () => {
    expectError(() => InferenceTarget.crossRegion(SONNET, { name: Aws.STACK_NAME }), 'TokenNotAllowed', 'literal name');
  });
});

describe('region', () => {
  test('is the stack’s own when it is not set, when it is set to the same, and when it is set to the token for it', () => {
    for (const region of [undefined, 'us-east-1', Aws.REGION]) {
      expect(bind(InferenceTarget.crossRegion(SONNET, { region })).region).toEqual({ name: 'us-east-1', home: true });
    }
  });

  test('another one is not', () => {
    expect(bind(InferenceTarget.crossRegion(SONNET, { region: 'us-east-2' })).region).toEqual({ name: 'us-east-2', home: false });
  });

  test.each(['us', 'us-east', 'US-EAST-1', 'us-east-1 ', '*', 'us-east-1a'])("'%s' is refused", (region) => {
    expectError(() => InferenceTarget.crossRegion(SONNET, { region }), 'InvalidRegion', `'${region}'`, "'us-east-1'");
  });

  test.each(['us-gov-east-1', 'ap-southeast-2', 'mx-central-1', 'us-iso-east-1'])('%s is one', (region) => {
    expect(() => InferenceTarget.onDemand('amazon.nova-lite-v1:0', { region })).not.toThrow();
  });

  test('a token is accepted', () => {
    const stack = stackIn('us-east-1');
    const region = new CfnParameter(stack, 'Region').valueAsString;
    expect(bind(InferenceTarget.crossRegion(SONNET, { region }), stack).region).toEqual({ name: region, home: false });
  });

  test('a geographic profile cannot be called from outside its geography', () => {
    expectError(
      () => bind(InferenceTarget.crossRegion('eu.anthropic.claude-sonnet-4-6')),
      'WrongRegion', 'eu.anthropic.claude-sonnet-4-6', "'us-east-1'", 'eu-central-1, eu-central-2', "set the target's region", '(at Stack)',
    );
  });

  test('a geographic profile can be called from where its destinations were passed', () => {
    expect(() => bind(InferenceTarget.crossRegion(SONNET, { destinationRegions: ['us-east-2'] }), stackIn('us-west-1'))).not.toThrow();
  });

  test('a geographic profile can be called from a Region that is not known yet', () => {
    expect(() => bind(InferenceTarget.crossRegion('eu.anthropic.claude-sonnet-4-6'), stackIn())).not.toThrow();
  });

  test('an ARN has to be called in its own Region', () => {
    const provisioned = 'arn:aws:bedrock:us-west-2:111111111111:provisioned-model/abc';
    expectError(() => bind(InferenceTarget.onDemand(provisioned)), 'WrongRegion', provisioned, "'us-east-1'", "set the target's region to 'us-west-2'");
    expect(() => bind(InferenceTarget.onDemand(provisioned, { region: 'us-west-2' }))).not.toThrow();
  });
});

describe('an application inference profile', () => {
  const arn = 'arn:aws:bedrock:us-west-2:111111111111:application-inference-profile/x1y2z3';
  const copy = (copiedFrom: string, region = 'us-west-2') => bind(InferenceTarget.applicationProfile(arn, { copiedFrom, region }));

  test('is called by its ARN, with what is known of its model', () => {
    expect(copy('us.anthropic.claude-sonnet-4-6')).toMatchObject({ modelId: arn, burndown: 5, contextWindow: 1_000_000, model: { foundationModel: 'anthropic.claude-sonnet-4-6' } });
  });

  test('has to be called in its own Region, and from where its source can be called', () => {
    expectError(() => copy('us.anthropic.claude-sonnet-4-6', 'us-east-1'), 'WrongRegion', arn, "set the target's region to 'us-west-2'");
    expectError(() => copy('eu.anthropic.claude-sonnet-4-6'), 'WrongRegion', 'eu.anthropic.claude-sonnet-4-6', "'us-west-2'");
  });

  test('takes part in what its source counts and costs', () => {
    const global = InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6', { region: 'us-west-2' });
    expect(copy('global.anthropic.claude-sonnet-4-6')).toMatchObject({ pool: bind(global).pool, price: bind(global).price });
  });

  test('destinations are checked', () => {
    expectError(() => InferenceTarget.applicationProfile(arn, { copiedFrom: 'us.anthropic.claude-sonnet-4-6', destinationRegions: [] }), 'InvalidRegion', 'are empty');
  });
});

describe('destination Regions', () => {
  test('none is refused', () => {
    expectError(() => InferenceTarget.crossRegion(SONNET, { destinationRegions: [] }), 'InvalidRegion', SONNET, 'at least one');
  });

  test('a malformed one is refused', () => {
    expectError(() => InferenceTarget.crossRegion(SONNET, { destinationRegions: ['us-east-1', '*'] }), 'InvalidRegion', "'*'");
  });

  test('a token in the list is accepted, a list that is a token is not', () => {
    expect(() => InferenceTarget.crossRegion(SONNET, { destinationRegions: [Aws.REGION] })).not.toThrow();
    expectError(() => InferenceTarget.crossRegion(SONNET, { destinationRegions: Token.asList({ Ref: 'Regions' }) }), 'TokenNotAllowed', 'list the Regions');
  });
});

describe('role', () => {
  test.each(['', 'inference', 'arn:aws:iam::2222:role/x', 'arn:aws:iam::222222222222:user/x', 'arn:aws:iam::222222222222:role/', 'arn:aws:iam::222222222222:role/*'])(
    "'%s' is refused",
    (roleArn) => expectError(() => InferenceTarget.crossRegion(SONNET, { roleArn }), 'InvalidRoleArn', `'${roleArn}'`, 'arn:aws:iam::222222222222:role/inference'),
  );

  test.each([ROLE, 'arn:aws-us-gov:iam::222222222222:role/a/b/c', 'arn:aws-cn:iam::222222222222:role/x_+=,.@-'])('%s is accepted', (roleArn) => {
    expect(InferenceTarget.crossRegion(SONNET, { roleArn }).roleArn).toBe(roleArn);
  });

  test('a token is accepted', () => {
    const roleArn = new CfnParameter(new Stack(), 'Role').valueAsString;
    expect(bind(InferenceTarget.crossRegion(SONNET, { roleArn })).role).toEqual({ arn: roleArn, externalId: undefined });
  });

  test('a partition that the stack knows is filled in', () => {
    const roleArn = InferenceAccountRole.arnFor('222222222222', 'inference');
    expect(bind(InferenceTarget.crossRegion(SONNET, { roleArn })).role?.arn).toBe(ROLE);
    const govCloud = InferenceTarget.crossRegion('us-gov.anthropic.claude-sonnet-4-5-v1:0', { roleArn });
    expect(bind(govCloud, stackIn('us-gov-west-1')).role?.arn).toBe('arn:aws-us-gov:iam::222222222222:role/inference');
  });

  test('an external id without a role is refused', () => {
    expectError(() => InferenceTarget.crossRegion(SONNET, { externalId: 'team' }), 'ContradictoryProperties', "'team'", 'no roleArn');
  });

  test.each(['', 'x', 'has space', 'x'.repeat(1225)])("the external id '%s' is refused", (externalId) => {
    expectError(() => InferenceTarget.crossRegion(SONNET, { roleArn: ROLE, externalId }), 'InvalidExternalId', '2 to 1224');
  });

  test('an external id that is a token is refused, because the plan holds it as it is', () => {
    expectError(() => InferenceTarget.crossRegion(SONNET, { roleArn: ROLE, externalId: Aws.STACK_ID }), 'TokenNotAllowed', 'literal id');
  });
});

describe('numbers', () => {
  test.each([0, -1, 1.5, NaN, Infinity])('%s is refused as weight, burndown and capacity', (value) => {
    expectError(() => InferenceTarget.crossRegion(SONNET, { weight: value }), 'InvalidNumber', `weight of the target for '${SONNET}' is ${value}`, 'at least 1');
    expectError(() => InferenceTarget.crossRegion(SONNET, { burndown: value }), 'InvalidNumber', `is ${value}`);
    expectError(() => InferenceTarget.crossRegion(SONNET, { capacity: { requestsPerMinute: value } }), 'InvalidNumber', 'requestsPerMinute', `is ${value}`);
    expectError(() => InferenceTarget.crossRegion(SONNET, { capacity: { quotaTokensPerMinute: value } }), 'InvalidNumber', 'quotaTokensPerMinute', `is ${value}`);
  });

  test('a token is refused as a token, not as a number out of range', () => {
    const token = Token.asNumber({ Ref: 'Number' });
    expectError(() => InferenceTarget.crossRegion(SONNET, { weight: token }), 'TokenNotAllowed', 'literal number');
    expectError(() => InferenceTarget.crossRegion(SONNET, { burndown: token }), 'TokenNotAllowed', 'literal number');
    expectError(() => InferenceTarget.crossRegion(SONNET, { capacity: { requestsPerMinute: token } }), 'TokenNotAllowed', 'literal number');
  });

  test('a capacity without a limit is refused', () => {
    expectError(() => InferenceTarget.crossRegion(SONNET, { capacity: {} }), 'QuotaWithoutLimit', 'the capacity of the target', 'requestsPerMinute');
  });
});

describe('price', () => {
  test('may be a fraction, and is what was set', () => {
    const price = { inputPerMillionTokens: 0.06, outputPerMillionTokens: 0.24 };
    expect(bind(InferenceTarget.crossRegion(SONNET, { price })).price).toMatchObject(price);
    expect(bind(InferenceTarget.onDemand('vendor.unknown-model')).price).toBeUndefined();
  });

  test.each([0, -1, NaN, Infinity])('of %s is refused', (value) => {
    expectError(() => InferenceTarget.crossRegion(SONNET, { price: { inputPerMillionTokens: value, outputPerMillionTokens: 1 } }),
      'InvalidNumber', `inputPerMillionTokens of the price of the target for '${SONNET}' is ${value}`, 'above 0');
    expectError(() => InferenceTarget.crossRegion(SONNET, { price: { inputPerMillionTokens: 1, outputPerMillionTokens: value } }),
      'InvalidNumber', `outputPerMillionTokens of the price of the target for '${SONNET}' is ${value}`, 'above 0');
    for (const member of ['cacheReadPerMillionTokens', 'cacheWritePerMillionTokens', 'cacheWrite1hPerMillionTokens']) {
      expectError(() => InferenceTarget.crossRegion(SONNET, { price: { inputPerMillionTokens: 1, outputPerMillionTokens: 1, [member]: value } }),
        'InvalidNumber', `the ${member} of the price of the target for '${SONNET}' is ${value}`, 'above 0');
    }
  });

  test('that is a token is refused, because the plan is a file', () => {
    const token = Token.asNumber({ Ref: 'Number' });
    expectError(() => InferenceTarget.crossRegion(SONNET, { price: { inputPerMillionTokens: token, outputPerMillionTokens: 1 } }), 'TokenNotAllowed', 'literal number');
  });

  test('does not change when the options change afterwards', () => {
    const price = { inputPerMillionTokens: 3, outputPerMillionTokens: 15 };
    const target = InferenceTarget.crossRegion(SONNET, { price });
    price.inputPerMillionTokens = 99;
    expect(bind(target).price).toMatchObject({ inputPerMillionTokens: 3, outputPerMillionTokens: 15 });
  });
});

describe('burndown', () => {
  test.each([
    [InferenceTarget.crossRegion(SONNET), 5],
    [InferenceTarget.globalCrossRegion('global.anthropic.claude-opus-4-8'), 15],
    [InferenceTarget.onDemand('amazon.nova-lite-v1:0'), 1],
    [InferenceTarget.onDemand('arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0'), 1],
  ])('is that of the model (%#)', (target, burndown) => {
    expect(bind(target).burndown).toBe(burndown);
  });

  test('is the highest published rate where the model cannot be told', () => {
    expect(bind(InferenceTarget.onDemand('arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abc')).burndown).toBe(15);
    expect(bind(InferenceTarget.onDemand(Token.asString({ Ref: 'Model' }))).burndown).toBe(15);
  });

  test('is what was set', () => {
    expect(bind(InferenceTarget.crossRegion(SONNET, { burndown: 2 })).burndown).toBe(2);
  });
});

describe('the foundation model behind an ARN', () => {
  const PROVISIONED = 'arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abc';
  const HAIKU = 'anthropic.claude-haiku-4-5-20251001-v1:0';

  test.each([PROVISIONED, Token.asString({ Ref: 'Model' })])('tells what is known of it (%#)', (arn) => {
    expect(bind(InferenceTarget.onDemand(arn, { foundationModel: HAIKU }))).toMatchObject({
      burndown: 5, acceptsPrefill: true, contextWindow: 200_000, price: { inputPerMillionTokens: 1.1, outputPerMillionTokens: 5.5 },
    });
    expect(bind(InferenceTarget.onDemand(arn))).toMatchObject({ burndown: 15, acceptsPrefill: false, contextWindow: undefined, price: undefined });
  });

  test('needs no permission of its own', () => {
    expect(bind(InferenceTarget.onDemand(PROVISIONED, { foundationModel: HAIKU })).model).toMatchObject({ kind: 'resource', arn: PROVISIONED });
  });

  test.each(['us.anthropic.claude-sonnet-4-6', 'global.anthropic.claude-sonnet-4-6', 'claude', 'arn:aws:bedrock:us-east-1::foundation-model/a.b', ''])(
    "is not '%s'", (foundationModel) => {
      expectError(() => InferenceTarget.onDemand(PROVISIONED, { foundationModel }), 'InvalidModelId', `'${foundationModel}' is the foundationModel`, 'VENDOR.MODEL');
    },
  );

  test.each(['amazon.nova-lite-v1:0', 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0'])(
    'is not said of %s, which names it', (modelId) => {
      expectError(() => InferenceTarget.onDemand(modelId, { foundationModel: HAIKU }), 'ContradictoryProperties', modelId, HAIKU, 'remove foundationModel');
    },
  );
});

describe('immutability', () => {
  test('changing the options afterwards changes nothing', () => {
    const capacity = { requestsPerMinute: 10 };
    const destinationRegions = ['us-east-1'];
    const target = InferenceTarget.crossRegion(SONNET, { capacity, destinationRegions });
    const before = definitionOf(bind(target));
    capacity.requestsPerMinute = 99;
    destinationRegions.push('us-west-2');
    expect(definitionOf(bind(target))).toBe(before);
  });

  test('one target can be bound by stacks of several Regions', () => {
    const target = InferenceTarget.crossRegion(SONNET);
    expect(bind(target, stackIn('us-east-1')).region.name).toBe('us-east-1');
    expect(bind(target, stackIn('us-west-2')).region.name).toBe('us-west-2');
  });
});
