import fc from 'fast-check';
import { estimateInvokeInput } from '../../../../lambda/core/invoke/estimate-invoke-input';

const BASE64 = 'QUJD'.repeat(100_000);
const message = (block: object) => ({ messages: [{ role: 'user', content: [block] }] });

it('counts three bytes for a token, and at least one', () => {
  expect(estimateInvokeInput({})).toBe(1);
  expect(estimateInvokeInput({ prompt: 'x'.repeat(3_000) })).toBeGreaterThanOrEqual(1_000);
  expect(estimateInvokeInput({ prompt: 'x'.repeat(3_000) })).toBeLessThan(1_020);
});

it.each([
  ['Claude', message({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: BASE64 } })],
  ['Nova', message({ image: { format: 'png', source: { bytes: BASE64 } } })],
  ['an image of OpenAI', message({ type: 'image_url', image_url: { url: `data:image/png;base64,${BASE64}` } })],
  ['Titan', { inputImage: BASE64, images: [BASE64] }],
])('an image of %s costs what an image costs, not what its bytes would as text', (_, json) => {
  expect(estimateInvokeInput(json)).toBeLessThan(100_000);
});

it('a document costs by its size', () => {
  const pdf = message({ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: BASE64 } });
  expect(estimateInvokeInput(pdf)).toBeGreaterThanOrEqual(BASE64.length / 8);
  expect(estimateInvokeInput(pdf)).toBeLessThan(BASE64.length / 6);
});

it('a text costs as text, whatever it looks like', () => {
  expect(estimateInvokeInput({ messages: [{ content: BASE64 }] })).toBeGreaterThanOrEqual(BASE64.length / 3);
  expect(estimateInvokeInput(message({ type: 'text', text: BASE64 }))).toBeGreaterThanOrEqual(BASE64.length / 3);
});

it('so do data that are short', () => {
  expect(estimateInvokeInput({ data: 'QUJD'.repeat(100) })).toBeGreaterThanOrEqual(400 / 3);
});

it('is never less than a token for a number, however a body is nested', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
    const numbers = (JSON.stringify(value).match(/(?<=[[,:])-?\d/g) ?? []).length;
    expect(estimateInvokeInput({ value })).toBeGreaterThanOrEqual(Math.max(1, numbers / 2));
  }));
});
