import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InferenceTarget, ResilientInference, ResilientInferenceProps } from '../../../src/index';
import { gatewayCode } from '../../../src/private/runtime-code';
import { expectError } from '../support/errors';
import { ENV, minimalProps, SONNET, synthesize } from '../support/synthesis';

test('a missing bundle is reported with the command that builds it', () => {
  const empty = fs.mkdtempSync(path.join(os.tmpdir(), 'bundle-'));
  const scope = new Stack(new App(), 'Stack');
  expectError(() => gatewayCode(scope, { version: 1, gateway: 'g', routes: {}, targets: {}, tenants: {}, auth: { kind: 'credentials', accepts: [{ kind: 'apiKey' }] } }, empty), 'BundleMissing', empty, 'npx projen bundle:all', '(at Stack)');
});

test('the asset holds the bundle as it is, with the plan beside it', () => {
  const { stack, assetHash, plan } = synthesize(minimalProps());
  const asset = path.join((stack.node.root as App).outdir, `asset.${assetHash}`);
  const bundle = path.join(__dirname, '..', '..', '..', 'assets', 'gateway');
  expect(fs.readFileSync(path.join(asset, 'index.js'))).toEqual(fs.readFileSync(path.join(bundle, 'index.js')));
  expect(fs.readdirSync(asset).sort()).toEqual([...fs.readdirSync(bundle), 'plan.json'].sort());
  expect(plan.version).toBe(1);
});

describe('the asset’s hash', () => {
  const base = minimalProps();

  function hashOf(props: Partial<ResilientInferenceProps> = {}, env = ENV): string {
    return synthesize({ ...base, ...props }, env).assetHash;
  }

  test('is the same for the same plan, in every app and with another account or table', () => {
    expect(hashOf()).toBe(hashOf());
    expect(hashOf({ deletionProtection: true })).toBe(hashOf());
    expect(hashOf({}, { account: '999999999999', region: 'us-east-1' })).toBe(hashOf());
  });

  test('does not depend on the order in which routes and tenants were written', () => {
    const a = { targets: [InferenceTarget.crossRegion(SONNET)] };
    const b = { targets: [InferenceTarget.onDemand('amazon.nova-lite-v1:0')] };
    expect(hashOf({ routes: { a, b }, tenants: { t: {}, u: {} } })).toBe(hashOf({ routes: { b, a }, tenants: { u: {}, t: {} } }));
  });

  test.each<[string, Partial<ResilientInferenceProps>]>([
    ['another limit', { tenants: { 'team-a': { quota: { requestsPerMinute: 1 } } } }],
    ['another tenant', { tenants: { 'team-b': {} } }],
    ['another model', { routes: { sonnet: { targets: [InferenceTarget.onDemand('amazon.nova-lite-v1:0')] } } }],
  ])('is another for %s', (_, props) => {
    expect(hashOf(props)).not.toBe(hashOf());
  });
});

test('gateways of one app have an asset each, equal ones too, for the plan says which one it is', () => {
  const app = new App();
  const codeKeyOf = (id: string, props: ResilientInferenceProps) => {
    const stack = new Stack(app, id, { env: ENV });
    new ResilientInference(stack, 'Gateway', props);
    return () => Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'))[0]?.Properties.Code.S3Key as string;
  };
  const first = codeKeyOf('First', minimalProps());
  const same = codeKeyOf('Same', minimalProps());
  const other = codeKeyOf('Other', { ...minimalProps(), tenants: { other: {} } });
  expect(new Set([first(), same(), other()]).size).toBe(3);
});
