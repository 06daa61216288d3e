import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ERROR_CODES } from '../../lambda/custom-resources/provisioned-throughput/control-plane';
import { METRIC_NAMESPACE } from '../../src/contract/metrics';
import { COMMITMENT_METRIC } from '../../src/contract/provisioned';

const text = (file: string) => readFileSync(resolve(__dirname, '../..', file), 'utf8');
const PAGE = text('docs/provisioned-throughput.md');

test.each([...ERROR_CODES.filter((code) => code !== 'Unknown'), COMMITMENT_METRIC, METRIC_NAMESPACE])('the page names %s', (name) => {
  expect(PAGE).toContain(`\`${name}\``);
});

test('README, architecture and metrics lead to the page', () => {
  expect(text('README.md')).toContain('(docs/provisioned-throughput.md)');
  for (const page of ['architecture', 'metrics']) expect(text(`docs/${page}.md`)).toContain('(provisioned-throughput.md)');
});
