import { join } from 'node:path';
import { Stack, Stage } from 'aws-cdk-lib';
import { createAppBench } from './support/apps';
import { readAssembly } from '../../../local/assembly/read-assembly';

const bench = createAppBench();
afterAll(() => bench.clear());

const stackManifest = (version: unknown, templateFile = 'Main.template.json') => ({
  version, artifacts: { Main: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile } } },
});

describe('a directory that is no assembly says what to run', () => {
  it('when it does not exist', () => {
    expect(() => readAssembly('/nowhere/cdk.out')).toThrow('There is no directory /nowhere/cdk.out. Run "npx cdk synth" in your CDK app');
  });

  it('when it is a file', () => {
    const file = join(bench.files({ 'cdk.out': 'x' }), 'cdk.out');
    expect(() => readAssembly(file)).toThrow(`${file} is a file, not a cloud assembly directory. Run "npx cdk synth"`);
  });

  it('when it has no manifest', () => {
    expect(() => readAssembly(bench.files({}))).toThrow(/has no manifest\.json, so it is not a cloud assembly\. Run "npx cdk synth"/);
  });

  it('when the manifest is of something else', () => {
    expect(() => readAssembly(bench.files({ 'manifest.json': { name: 'my web app' } }))).toThrow(/is not the manifest of a cloud assembly: it has no "version"/);
    expect(() => readAssembly(bench.files({ 'manifest.json': '[1]' }))).toThrow(/does not hold a JSON object/);
    expect(() => readAssembly(bench.files({ 'manifest.json': '{' }))).toThrow(/is not valid JSON/);
  });

  it('when a template is missing', () => {
    expect(() => readAssembly(bench.files({ 'manifest.json': stackManifest('53.0.0') }))).toThrow(/incomplete: .*Main\.template\.json cannot be read/);
  });

  it('when it holds no stack', () => {
    expect(() => readAssembly(bench.synthesize(() => undefined))).toThrow(/holds no stack\. Add one to the app/);
  });
});

describe('the schema version', () => {
  it('may be the newest known or older', () => {
    for (const version of ['53.9.0', '36.0.0']) {
      const directory = bench.files({ 'manifest.json': stackManifest(version), 'Main.template.json': {} });
      expect(readAssembly(directory).stacks.map(({ name }) => name)).toEqual(['Main']);
    }
  });

  it.each(['54.0.0', 'latest'])('%s is refused with both versions named', (version) => {
    expect(() => readAssembly(bench.files({ 'manifest.json': stackManifest(version) })))
      .toThrow(`has cloud assembly schema version ${version}; this version reads up to 53.x. Update cdk-resilient-inference`);
  });
});

describe('environments', () => {
  const directory = bench.synthesize((app) => {
    new Stack(app, 'Agnostic');
    new Stack(app, 'Given', { env: { account: '222222222222', region: 'eu-west-1' } });
    new Stack(new Stage(app, 'Prod', { env: { account: '333333333333', region: 'ap-south-1' } }), 'Inner');
  });

  it('come from the manifest, those of stages included, with defaults where there is none', () => {
    expect(readAssembly(directory).stacks).toEqual(expect.arrayContaining([
      { name: 'Agnostic', accountId: '111111111111', region: 'us-east-1', environmentGiven: false },
      { name: 'Given', accountId: '222222222222', region: 'eu-west-1', environmentGiven: true },
      { name: 'Prod-Inner', accountId: '333333333333', region: 'ap-south-1', environmentGiven: true },
    ]));
  });

  it('have defaults that can be chosen', () => {
    const { stacks } = readAssembly(directory, { defaultAccount: '999999999999', defaultRegion: 'us-west-2' });
    expect(stacks.find(({ name }) => name === 'Agnostic')).toMatchObject({ accountId: '999999999999', region: 'us-west-2' });
  });

  it('refuse a default account that is none', () => {
    expect(() => readAssembly(directory, { defaultAccount: 'mine' })).toThrow('The default account must be 12 digits, received "mine".');
  });
});
