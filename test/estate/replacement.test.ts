import { readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { appFiles, StackTemplate, synthesizeApp } from './support/apps';

const ROOT = resolve(__dirname, '../..');
/** Of the last release; scripts/baseline.mjs renews it at the next one. */
const BASELINE = resolve(ROOT, 'integ/baseline/quickstart.template.json');

/** Holds nothing, and is made anew with every change of the API. */
const REPLACED_BY_DESIGN = ['AWS::ApiGateway::Deployment', 'AWS::Lambda::Version'];

const LOSSES: readonly ResourceImpact[] = [
  ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE, ResourceImpact.WILL_DESTROY, ResourceImpact.WILL_ORPHAN,
];

const baseline = () => JSON.parse(readFileSync(BASELINE, 'utf8')) as StackTemplate;

/** What an update from one template to another would replace or take away. */
function losses(before: StackTemplate, after: StackTemplate): string[] {
  const changes: string[] = [];
  fullDiff(before, after).resources.forEachDifference((id, change) => {
    const type = change.oldResourceType ?? change.newResourceType ?? '';
    if (LOSSES.includes(change.changeImpact) && !REPLACED_BY_DESIGN.includes(type)) changes.push(`${change.changeImpact} ${type} ${id}`);
  });
  return changes;
}

test('an update from the last release replaces nothing and takes nothing away', () => {
  const app = synthesizeApp(appFiles().find((file) => file.endsWith('integ.quickstart.ts'))!);
  try {
    const [now] = [...app.templates.values()];
    expect(losses(baseline(), now!)).toEqual([]);
  } finally {
    rmSync(app.directory, { recursive: true, force: true });
  }
});

test('a table with another key, a role with another name and an API with another id would be found', () => {
  const text = readFileSync(BASELINE, 'utf8');
  const find = (from: string | RegExp, to: string) => {
    expect(text).toMatch(from);
    return losses(baseline(), JSON.parse(text.replaceAll(from, to)) as StackTemplate).join('\n');
  };
  expect(find('"AttributeName": "pk"', '"AttributeName": "tenant"')).toContain('REPLACE AWS::DynamoDB::GlobalTable');
  expect(find(/GatewayApi4?[0-9A-F]{8}"/g, 'GatewayOther"')).toContain('WILL_DESTROY AWS::ApiGateway::RestApi');
  expect(find('"Type": "AWS::Lambda::Function"', '"Type": "AWS::Lambda::LayerVersion"')).toContain('AWS::Lambda::Function');
});
