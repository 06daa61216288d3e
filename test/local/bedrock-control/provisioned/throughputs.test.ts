import { CreateInput, Throughputs, ThroughputsProps } from '../../../../local/bedrock-control/provisioned/throughputs';
import { VirtualClock } from '../../../support/virtual-clock';

const DAY = 24 * 60 * 60_000;
const CUSTOM = 'arn:aws:bedrock:us-east-1:111111111111:custom-model/amazon.nova-lite-v1:0:300k/aaaaaaaaaaaa';
const INPUT: CreateInput = { provisionedModelName: 'chat', modelId: 'amazon.nova-lite-v1:0:300k', modelUnits: 1, tags: {} };

function make(props: Partial<ThroughputsProps> = {}) {
  const clock = new VirtualClock();
  return { clock, throughputs: new Throughputs({ clock, ...props }) };
}

const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

test.each<[string, Partial<CreateInput>, string]>([
  ['a name with a space', { provisionedModelName: 'a b' }, 'ValidationException'],
  ['a name of 64 characters', { provisionedModelName: 'a'.repeat(64) }, 'ValidationException'],
  ['half a unit', { modelUnits: 0.5 }, 'ValidationException'],
  ['more units than the account has', { modelUnits: 101 }, 'ServiceQuotaExceededException'],
  ['no model', { modelId: 'nova' }, 'ValidationException'],
  ['a model of another Region', { modelId: 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0' }, 'ResourceNotFoundException'],
  ['51 tags', { tags: tags(51) }, 'TooManyTagsException'],
])('refuses %s', (_, input, code) => {
  const { throughputs } = make();
  expect(() => throughputs.create({ ...INPUT, ...input })).toThrow(expect.objectContaining({ code }));
  expect(throughputs.list()).toEqual([]);
});

test('makes one for a token, however often it is asked', () => {
  const { throughputs } = make();
  const arns = [1, 2, 3].map(() => throughputs.create({ ...INPUT, clientRequestToken: 'once' }));
  expect(new Set(arns).size).toBe(1);
  expect(throughputs.list()).toHaveLength(1);
});

test('is found by its ARN and its name, and by neither when it is gone', async () => {
  const { throughputs, clock } = make();
  const arn = throughputs.create(INPUT);
  expect([throughputs.get(arn).name, throughputs.get('chat').arn]).toEqual(['chat', arn]);
  expect(() => throughputs.delete('chat')).toThrow(expect.objectContaining({ code: 'ConflictException' }));
  await clock.advance(10 * 60_000);
  throughputs.delete('chat');
  for (const id of [arn, 'chat']) expect(() => throughputs.get(id)).toThrow(expect.objectContaining({ code: 'ResourceNotFoundException', status: 404 }));
});

test('a commitment holds to its end, renews itself, and holds again', async () => {
  const { throughputs, clock } = make({ creationMs: 0 });
  const arn = throughputs.create({ ...INPUT, commitmentDuration: 'OneMonth' });
  await clock.advance(30 * DAY);
  expect(() => throughputs.delete(arn)).toThrow(expect.objectContaining({ code: 'ValidationException' }));
  await clock.advance(3 * DAY);
  expect(new Date(throughputs.get(arn).commitmentEnd!).toISOString()).toBe('2026-03-01T00:00:00.000Z');
  expect(() => throughputs.delete(arn)).toThrow(expect.objectContaining({ code: 'ValidationException' }));
});

test('the model of a base model cannot be changed, that of a custom model only to one of the same base model', () => {
  const { throughputs } = make({ creationMs: 0 });
  const [base, custom] = [throughputs.create(INPUT), throughputs.create({ ...INPUT, provisionedModelName: 'custom', modelId: CUSTOM })];
  const refused = expect.objectContaining({ code: 'ValidationException' });
  expect(() => throughputs.update(base, { desiredModelId: CUSTOM })).toThrow(refused);
  expect(() => throughputs.update(custom, { desiredModelId: CUSTOM.replace('nova-lite', 'nova-pro') })).toThrow(refused);
  throughputs.update(custom, { desiredModelId: CUSTOM.replace('aaaaaaaaaaaa', 'bbbbbbbbbbbb') });
  expect(throughputs.get(custom).status).toBe('Updating');
});

test('no more than 50 tags, those that are there included', () => {
  const { throughputs } = make();
  const arn = throughputs.create({ ...INPUT, tags: tags(50) });
  expect(() => throughputs.tag(arn, { more: 'v' })).toThrow(expect.objectContaining({ code: 'TooManyTagsException' }));
  throughputs.untag(arn, ['k0', 'unknown']);
  throughputs.tag(arn, { more: 'v' });
  expect(Object.keys(throughputs.get(arn).tags)).toHaveLength(50);
});
