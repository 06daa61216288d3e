import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PROFILE_TAGS } from '../../src/attribution/profile-tags';
import { ATTRIBUTION_KEYS } from '../../src/contract/attribution';

const text = (file: string) => readFileSync(resolve(__dirname, '../..', file), 'utf8');
const PAGE = text('docs/attribution.md');

test('a tenant and a route have one name on the bill and in the invocation log', () => {
  expect(PROFILE_TAGS.tenant).toBe(ATTRIBUTION_KEYS.tenant);
  expect(PROFILE_TAGS.route).toBe(ATTRIBUTION_KEYS.route);
});

test.each([...Object.values(PROFILE_TAGS), ...Object.values(ATTRIBUTION_KEYS)])('the page names %s', (key) => {
  expect(PAGE).toContain(`\`${key}\``);
});

test('README and architecture lead to the page', () => {
  expect(text('README.md')).toContain('(docs/attribution.md)');
  expect(text('docs/architecture.md')).toContain('(attribution.md)');
});
