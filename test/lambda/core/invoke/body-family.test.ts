import { bodyFamilyNamed, bodyFamilyOf } from '../../../../lambda/core/invoke/body-family';

it.each([
  ['anthropic.claude-sonnet-4-6', 'anthropic'],
  ['anthropic.claude-haiku-4-5-20251001-v1:0', 'anthropic'],
  ['amazon.nova-lite-v1:0', 'amazon.nova'],
  ['amazon.nova-2-lite-v1:0', 'amazon.nova'],
  ['amazon.nova-2-multimodal-embeddings-v1:0', 'amazon.nova-embeddings'],
  ['amazon.titan-embed-text-v2:0', 'amazon.titan-embed-text'],
  ['amazon.titan-text-express-v1', 'amazon.titan-text'],
  ['cohere.embed-v4:0', 'cohere.embed'],
  ['cohere.command-r-plus-v1:0', 'cohere.command-r'],
  ['meta.llama4-maverick-17b-instruct-v1:0', 'meta.llama'],
  ['mistral.mistral-large-2407-v1:0', 'mistral'],
  ['openai.gpt-oss-120b-1:0', 'openai'],
  ['stability.sd3-5-large-v1:0', undefined],
  ['us.anthropic.claude-sonnet-4-6', undefined],
  ['', undefined],
  [undefined, undefined],
])('the family of %p is %p', (model, name) => {
  expect(bodyFamilyOf(model)?.name).toBe(name);
});

it.each([['amazon.titan-embed-text', true], ['cohere.embed', true], ['amazon.nova-embeddings', true], ['anthropic', false], ['amazon.nova', false]])(
  '%s are models that generate no tokens: %p', (name, expected) => {
    expect(bodyFamilyNamed(name)!.cap === undefined).toBe(expected);
  });

it('knows no family of another name', () => {
  expect(bodyFamilyNamed('constructor')).toBeUndefined();
});
