import { synthesized } from './support/synthesized';
import { scpCommand } from '../../cli/commands/scp';
import { UsageError } from '../../cli/usage-error';
import { evaluate } from '../../local/iam/evaluate';
import { parsePolicy } from '../../local/iam/policy';
import { ApplicationProfiles, InferenceShard, InferenceTarget } from '../../src';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const GLOBAL = 'global.anthropic.claude-sonnet-4-6';
const MEMBER = '222222222222';

async function scp(...commandArguments: string[]): Promise<string> {
  const lines: string[] = [];
  await scpCommand(commandArguments, (line) => lines.push(line));
  return lines.join('\n');
}

interface Exception {
  readonly regions: string[];
  readonly condition: { readonly ArnNotLike?: Record<string, string[]> };
}

const exceptionOf = async (app: string) => JSON.parse(await scp('--app', app, '--json')) as Exception;

describe('a policy that denies all Regions but us-east-1, with the exception', () => {
  /** What the policy denies of a call that everything else allows. */
  async function denied(targets: InferenceTarget[], resource: string, context: Record<string, string>, props = {}): Promise<boolean> {
    const { condition } = await exceptionOf(synthesized(targets, props));
    const document = {
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1'] }, ...condition } },
      ],
    };
    return evaluate({ policies: [parsePolicy(document, 'scp')], action: 'bedrock:InvokeModel', resource, context }).effect === 'explicitDeny';
  }

  const model = (region: string, id = 'anthropic.claude-sonnet-4-6') => `arn:aws:bedrock:${region}::foundation-model/${id}`;
  const profile = (id: string, region = 'us-east-1', account = '111111111111') => `arn:aws:bedrock:${region}:${account}:inference-profile/${id}`;
  const geographic = [InferenceTarget.crossRegion(SONNET)];
  const global = [InferenceTarget.globalCrossRegion(GLOBAL)];

  test('lets a geographic profile be served in its destinations', async () => {
    const through = { 'aws:RequestedRegion': 'us-west-2', 'bedrock:InferenceProfileArn': profile(SONNET) };
    expect(await denied(geographic, model('us-west-2'), through)).toBe(false);
    expect(await denied([InferenceTarget.onDemand('amazon.nova-pro-v1:0')], model('us-west-2'), through)).toBe(true);
  });

  test('lets a Global profile be served where no Region is named', async () => {
    const through = { 'aws:RequestedRegion': 'unspecified', 'bedrock:InferenceProfileArn': profile(GLOBAL) };
    expect(await denied(global, model(''), through)).toBe(false);
    expect(await denied(geographic, model(''), through)).toBe(true);
  });

  test('does so in every account, since a policy is for many', async () => {
    const shards = [InferenceShard.inAccount(MEMBER)];
    const through = { 'aws:RequestedRegion': 'us-west-2', 'bedrock:InferenceProfileArn': profile(SONNET, 'us-east-1', MEMBER) };
    expect(await denied(InferenceTarget.crossRegion(SONNET).inShards(shards), model('us-west-2'), through, { members: [MEMBER] })).toBe(false);
  });

  test('denies everything else in other Regions as before', async () => {
    const west = { 'aws:RequestedRegion': 'us-west-2' };
    expect(await denied(geographic, model('us-west-2'), west)).toBe(true);
    expect(await denied(geographic, profile(SONNET, 'us-west-2'), west)).toBe(true);
    expect(await denied(geographic, model('us-west-2'), { ...west, 'bedrock:InferenceProfileArn': profile(SONNET, 'us-west-2') })).toBe(true);
    expect(await denied(geographic, model('us-west-2'), { ...west, 'bedrock:InferenceProfileArn': profile('us.amazon.nova-pro-v1:0') })).toBe(true);
  });
});

test('Regions are named for those who cannot name profiles', async () => {
  const targets = [InferenceTarget.crossRegion(SONNET), InferenceTarget.globalCrossRegion(GLOBAL, { region: 'eu-west-1' })];
  expect((await exceptionOf(synthesized(targets))).regions).toEqual(['eu-west-1', 'us-east-1', 'us-east-2', 'us-west-2', 'unspecified'].sort());
});

test('application inference profiles are exempt in the Region that they are in', async () => {
  const app = synthesized([InferenceTarget.crossRegion(SONNET)], { applicationProfiles: ApplicationProfiles.perTenant() });
  const { condition } = await exceptionOf(app);
  expect(condition.ArnNotLike).toEqual({ 'bedrock:InferenceProfileArn': ['arn:aws:bedrock:us-east-1:*:application-inference-profile/*'] });
});

test('a person reads who calls what, where it may be served, and what to add where', async () => {
  const shards = [InferenceShard.home(), InferenceShard.inAccount(MEMBER)];
  const text = await scp('--app', synthesized([
    ...InferenceTarget.crossRegion(SONNET).inShards(shards), InferenceTarget.globalCrossRegion(GLOBAL), InferenceTarget.crossRegion('ca.anthropic.claude-sonnet-4-6'),
  ], { members: [MEMBER] }));
  expect(text).toMatch(/us\.anthropic\.claude-sonnet-4-6 +111111111111 +us-east-1 +us-east-1, us-east-2, us-west-2/);
  expect(text).toMatch(/us\.anthropic\.claude-sonnet-4-6 +222222222222 +us-east-1 +us-east-1, us-east-2, us-west-2/);
  expect(text).toMatch(/global\.anthropic\.claude-sonnet-4-6 .* aws:RequestedRegion is "unspecified"/);
  expect(text).toMatch(/ca\.anthropic\.claude-sonnet-4-6 .* nobody knows/);
  expect(text).toContain('"ArnNotLike": {');
  expect(text).toContain('"arn:aws:bedrock:us-east-1:*:inference-profile/us.anthropic.claude-sonnet-4-6"');
  expect(text).toContain('"unspecified"');
});

test('an app whose calls stay where they are needs none', async () => {
  const app = synthesized([InferenceTarget.onDemand('amazon.nova-pro-v1:0')]);
  expect(await scp('--app', app)).toContain('no exception is needed');
  expect(await exceptionOf(app)).toEqual({ regions: [], condition: {} });
});

test.each<[string, string[], string]>([
  ['no app', [], '--app is missing'],
  ['an app that is none', ['--app', '/nowhere'], '--app: There is no directory /nowhere'],
  ['an unknown option', ['--region', 'x'], "Unknown option '--region'"],
])('%s is a mistake that is explained', async (_, commandArguments, message) => {
  await expect(scp(...commandArguments)).rejects.toThrow(UsageError);
  await expect(scp(...commandArguments)).rejects.toThrow(message);
});
