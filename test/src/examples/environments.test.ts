import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Plan } from '../../../src/contract/plan';
import { appFiles, StackTemplate, SynthesizedApp, synthesizeApp } from '../../estate/support/apps';

let app: SynthesizedApp;
beforeAll(() => { app = synthesizeApp(appFiles().find((file) => file.includes('environments'))!); });
afterAll(() => rmSync(app.directory, { recursive: true, force: true }));

const templateOf = (name: string): StackTemplate => app.templates.get(`Inference${name}`)!;
const ofType = (name: string, type: string) => Object.values(templateOf(name).Resources).filter(({ Type }) => Type === type);
const retained = (name: string) => Object.values(templateOf(name).Resources).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain').map(({ Type }) => Type).sort();

test('there are two, and nothing else', () => {
  expect([...app.templates.keys()].sort()).toEqual(['InferenceDev', 'InferenceProd']);
});

test('dev leaves nothing but the account’s own setting', () => {
  expect(retained('Dev')).toEqual(['AWS::ApiGateway::Account', 'AWS::IAM::Role']);
});

test('prod keeps its table, which is protected, and its logs', () => {
  expect(retained('Prod')).toEqual(['AWS::ApiGateway::Account', 'AWS::DynamoDB::GlobalTable', 'AWS::IAM::Role', 'AWS::Logs::LogGroup', 'AWS::Logs::LogGroup']);
  expect(JSON.stringify(ofType('Prod', 'AWS::DynamoDB::GlobalTable'))).toContain('"DeletionProtectionEnabled":true');
  expect(JSON.stringify(ofType('Dev', 'AWS::DynamoDB::GlobalTable'))).not.toContain('"DeletionProtectionEnabled":true');
});

test('prod has a web ACL, copies that are kept ready, a dashboard, and traces; dev costs nothing of it', () => {
  for (const type of ['AWS::WAFv2::WebACL', 'AWS::Lambda::Alias', 'AWS::CloudWatch::Dashboard']) {
    expect([type, ofType('Prod', type).length, ofType('Dev', type).length]).toEqual([type, 1, 0]);
  }
  expect(JSON.stringify(templateOf('Prod').Resources)).toContain('"TracingEnabled":true');
});

test('both serve the same routes to the same tenants', () => {
  const planOf = (name: string) => {
    const [gateway, ...others] = ofType(name, 'AWS::Lambda::Function').map(({ Properties }) => (Properties?.Code as { S3Key: string }).S3Key);
    expect(others).toEqual([]);
    const asset = join(app.directory, `asset.${gateway!.replace('.zip', '')}`);
    return JSON.parse(readFileSync(join(asset, 'plan.json'), 'utf8')) as Plan;
  };
  expect(planOf('Dev')).toEqual({ ...planOf('Prod'), gateway: planOf('Dev').gateway });
});
