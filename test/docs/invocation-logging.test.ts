import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ModelInvocationLogging } from '../../src';
import { ensureBundle } from '../src/support/gateway-bundle';

ensureBundle('invocation-logging');

const DOCUMENT = readFileSync(join(__dirname, '../../docs/invocation-logging.md'), 'utf8');
const stack = new Stack(new App(), 'Stack');
new ModelInvocationLogging(stack, 'Logging', { textData: true });
const template = Template.fromStack(stack);

test('docs/invocation-logging.md has the saved queries, word for word, and no other', () => {
  const saved = Object.values(template.findResources('AWS::Logs::QueryDefinition')).map(({ Properties }) => Properties.QueryString as string);
  const shown = [...DOCUMENT.matchAll(/^```text\n([^]*?)\n```$/gm)].map(([, query]) => query);
  expect(shown).toEqual(saved);
});

test('docs/invocation-logging.md has the metrics and their dimensions', () => {
  const made: Record<string, Set<string>> = {};
  for (const { Properties: { MetricTransformations: [{ MetricName, Dimensions }] } } of Object.values(template.findResources('AWS::Logs::MetricFilter'))) {
    (made[MetricName] ??= new Set()).add(Dimensions?.[0].Key ?? 'all');
  }
  const [, section] = /## Metrics\n([^]*?)\n## /.exec(DOCUMENT)!;
  const shown = [...section!.matchAll(/^\| `(\w+)` \| ([\w, ]+) \|/gm)].map(([, name, dimensions]) => [name!, new Set(dimensions!.split(', '))] as const);
  expect(Object.fromEntries(shown)).toEqual(made);
});
