import { renderJson } from '../../../scorecard/report/json';

test('the observations can be read back', () => {
  const run = { profile: 'fast', results: [{ id: 'S01', observation: { callers: [{ text: 'Amber', wallMs: 1 }] } }] };
  expect(JSON.parse(renderJson(run))).toEqual(run);
});

test('a text of megabytes is cut, and says how long it was', () => {
  const { text } = JSON.parse(renderJson({ text: 'x'.repeat(64_000_000) })) as { readonly text: string };
  expect(text).toBe(`${'x'.repeat(10_000)}… (64000000 characters)`);
});
