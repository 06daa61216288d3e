import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BedrockClient } from '@aws-sdk/client-bedrock';
import { ENV, synthesized } from './support/synthesized';
import { awsBedrockProfiles } from '../../cli/aws/bedrock-profiles';
import { profilesCommand } from '../../cli/commands/profiles';
import { UsageError } from '../../cli/usage-error';
import { createProfilesControl } from '../../local/bedrock-control/profiles/profiles';
import { ApplicationProfiles, InferenceShard, InferenceTarget } from '../../src';
import { clientConfiguration, Cloud, startCloud } from '../local/aws/cloud';

const KEY = 'cdk-resilient-inference:profiles';
const SONNET = 'us.anthropic.claude-sonnet-4-6';
const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const CA = 'ca.anthropic.claude-sonnet-4-6';
const GLOBAL = 'global.anthropic.claude-sonnet-4-6';
const sonnet = (options = {}) => InferenceTarget.crossRegion(SONNET, options);

let cloud: Cloud;
let folder: string;
const clients: BedrockClient[] = [];
const lines: string[] = [];

beforeAll(async () => {
  const control = createProfilesControl({
    [SONNET]: { 'us-east-1': ['us-west-2', 'us-east-1'], 'us-west-2': ['us-east-1', 'us-east-2', 'us-west-2'] },
    [HAIKU]: { 'us-east-1': ['us-east-1', 'us-east-2', 'us-west-2', 'us-west-1'] },
    [CA]: { 'us-east-1': ['ca-central-1'] },
    [GLOBAL]: { 'us-east-1': ['us-east-1', ''] },
  });
  cloud = await startCloud({ services: () => [control] });
  folder = mkdtempSync(join(tmpdir(), 'profiles-'));
});
afterEach(() => { lines.length = 0; });
afterAll(async () => {
  for (const client of clients) client.destroy();
  await cloud.endpoint.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...commandArguments: string[]) => profilesCommand(commandArguments, (line) => lines.push(line), {
  open: (region) => {
    const client = new BedrockClient({ ...clientConfiguration(cloud), region });
    clients.push(client);
    return awsBedrockProfiles(client);
  },
  now: () => Date.UTC(2026, 10, 21, 23),
});
const rows = () => lines.join('\n').split('\n').map((line) => line.split(/ {2,}/));
const rowOf = (profile: string, region = 'us-east-1') => rows().find(([first, second]) => first === profile && second === region)?.slice(1);

describe('what an app calls', () => {
  test('is asked about where it is called, and compared with what is allowed', async () => {
    await run('--app', synthesized([
      sonnet(), sonnet({ region: 'us-west-2' }), InferenceTarget.crossRegion(HAIKU), InferenceTarget.crossRegion(CA), InferenceTarget.globalCrossRegion(GLOBAL),
      InferenceTarget.onDemand('amazon.nova-pro-v1:0'),
    ]));
    expect(rowOf(SONNET)).toEqual(['us-east-1', 'us-east-1, us-west-2', 'allows us-east-2 as well']);
    expect(rowOf(SONNET, 'us-west-2')).toEqual(['us-west-2', 'us-east-1, us-east-2, us-west-2', 'allows exactly this']);
    expect(rowOf(HAIKU)).toEqual(['us-east-1', 'us-east-1, us-east-2, us-west-1, us-west-2', 'lacks us-west-1: calls fail']);
    expect(rowOf(CA)).toEqual(['us-east-1', 'ca-central-1', 'allows every Region']);
    expect(lines.join('\n')).not.toMatch(/global\.|nova/);
  });

  test('is what its accounts call too, asked about once', async () => {
    const targets = sonnet().inShards([InferenceShard.home(), InferenceShard.inAccount('222222222222')]);
    await run('--app', synthesized(targets, { members: ['222222222222'] }));
    expect(lines.join('\n').split('\n').filter((line) => line.startsWith(SONNET))).toHaveLength(1);
  });

  test('is what application inference profiles are copies of too', async () => {
    await run('--app', synthesized([sonnet()], { applicationProfiles: ApplicationProfiles.perTenant() }));
    expect(rowOf(SONNET)).toEqual(['us-east-1', 'us-east-1, us-west-2', 'calls it through application inference profiles']);
  });

  test('may be nothing', async () => {
    await run('--app', synthesized([InferenceTarget.onDemand('amazon.nova-pro-v1:0')]));
    expect(lines.join('')).toContain('calls a geographic profile');
  });

  test('that Bedrock does not know is an error, after all others were asked about', async () => {
    const app = synthesized([InferenceTarget.crossRegion('us.anthropic.claude-opus-9-9'), sonnet()]);
    await expect(run('--app', app)).rejects.toThrow('did not tell about 1 of 2');
    expect(rowOf('us.anthropic.claude-opus-9-9')?.[1]).toContain('ResourceNotFoundException');
    expect(rowOf(SONNET)).toBeDefined();
  });

  test('from a Region that is not known is an error', async () => {
    const app = synthesized([sonnet()], { env: {} });
    await expect(run('--app', app)).rejects.toThrow(UsageError);
    await expect(run('--app', app)).rejects.toThrow('give the stack an env');
  });
});

describe('--write', () => {
  test('puts the answers into the context of the app, and the next synthesis allows exactly them', async () => {
    const file = join(folder, 'cdk.context.json');
    writeFileSync(file, JSON.stringify({ other: 1, [KEY]: { asOf: '2020-01-01', destinations: { old: {} } } }));
    await run('--app', synthesized([sonnet(), InferenceTarget.crossRegion(HAIKU), InferenceTarget.crossRegion(CA)]), '--write', '--context', file);
    const context = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    expect(context).toEqual({
      other: 1,
      [KEY]: {
        asOf: '2026-11-21',
        destinations: {
          [SONNET]: { 'us-east-1': ['us-east-1', 'us-west-2'] },
          [HAIKU]: { 'us-east-1': ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'] },
          [CA]: { 'us-east-1': ['ca-central-1'] },
        },
      },
    });
    expect(lines.at(-1)).toContain(`written to ${file}; run "cdk synth"`);

    const again = synthesized([sonnet(), InferenceTarget.crossRegion(HAIKU), InferenceTarget.crossRegion(CA)], { context });
    await run('--app', again, '--write', '--context', file);
    expect([SONNET, HAIKU].map((profile) => rowOf(profile)?.at(-1))).toEqual(['allows us-east-2 as well', 'lacks us-west-1: calls fail']);
    lines.length = 0;
    await run('--app', again, '--write', '--context', file);
    expect([SONNET, HAIKU, CA].map((profile) => rowOf(profile)?.at(-1))).toEqual(Array(3).fill('allows exactly this'));
    expect(lines.at(-1)).toContain('nothing is new but the date');
  });

  test('makes a file that is not there, and touches none that is no object', async () => {
    const app = synthesized([sonnet()]);
    const file = join(folder, 'new.json');
    await run('--app', app, '--write', '--context', file);
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object)).toEqual([KEY]);
    writeFileSync(file, '[]');
    await expect(run('--app', app, '--write', '--context', file)).rejects.toThrow('holds no JSON object');
    writeFileSync(file, '{');
    await expect(run('--app', app, '--write', '--context', file)).rejects.toThrow('cannot be read');
    expect(readFileSync(file, 'utf8')).toBe('{');
  });

  test('is not done unless it is asked for', async () => {
    const file = join(folder, 'none.json');
    await run('--app', synthesized([sonnet()]), '--context', file, '--json');
    expect(JSON.parse(lines.join(''))).toEqual({ [KEY]: { asOf: '2026-11-21', destinations: { [SONNET]: { 'us-east-1': ['us-east-1', 'us-west-2'] } } } });
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });
});

test('all that can be called in Regions is listed without an app', async () => {
  await run('--region', 'us-east-1', '--region', 'us-west-2', '--region', 'us-west-2');
  expect(rows().slice(1).map((row) => row.slice(0, 2))).toEqual([
    [CA, ENV.region], [HAIKU, ENV.region], [SONNET, ENV.region], [SONNET, 'us-west-2'],
  ]);
});

test.each<[string, string[], string]>([
  ['neither an app nor a Region', [], '--app or --region is missing'],
  ['both', ['--app', 'a', '--region', 'us-east-1'], 'contradict each other'],
  ['something that is no Region', ['--region', 'Europe'], '"Europe" is no Region code'],
  ['an app that is none', ['--app', '/nowhere'], '--app: There is no directory /nowhere'],
  ['an unknown option', ['--force'], "Unknown option '--force'"],
])('%s is a mistake that is explained', async (_, commandArguments, message) => {
  await expect(run(...commandArguments)).rejects.toThrow(UsageError);
  await expect(run(...commandArguments)).rejects.toThrow(message);
});
