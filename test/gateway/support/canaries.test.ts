import { Canary, canaryText, findCanaries, formsOf } from './canaries';
import { canaryCaller } from './canary-callers';

const canary: Canary = { name: 'one', value: canaryText('one'), traces: ['a trace of it'] };
const image: Canary = { name: 'image', value: canaryCaller('x').image };

test.each([...formsOf(canary)])('finds one as %s', (form, written) => {
  expect(findCanaries([canary], `{"message":"${written}"}`).map((finding) => finding.form)).toContain(form);
});

test('finds one in the middle of an encoded text, and an image', () => {
  for (const before of ['', 'x', 'xx', 'xxx']) {
    const text = Buffer.concat([Buffer.from(before), Buffer.from(canary.value), Buffer.from('y'), Buffer.from(image.value)]);
    for (const encoding of ['base64', 'base64url', 'hex'] as const) {
      expect(new Set(findCanaries([canary, image], text.toString(encoding)).map(({ canary: name }) => name))).toEqual(new Set(['one', 'image']));
    }
  }
});

test('finds nothing of it in another', () => {
  expect(findCanaries([canary], JSON.stringify([...formsOf({ name: 'two', value: canaryText('two') })]))).toEqual([]);
});
