import { awsRequest, callJson, createWorld, GLOBAL_SONNET, HAIKU_3, NOVA, SONNET, US_SONNET } from './support';
import { GLOBAL_DESTINATIONS } from '../../../local/bedrock/profiles';
import { seededRandom } from '../../../local/bedrock/random';
import { ServingRegions } from '../../../local/bedrock/serving-region';
import { GEOGRAPHIES } from '../../../src/contract/geographies';

async function regionsOfTenConcurrentCalls(seed: number, model: string, region: string): Promise<Set<string | undefined>> {
  const { bedrock, clock } = createWorld({ seed });
  bedrock.setBehaviour({ timeToFirstTokenMs: 1_000 });
  const pending = Promise.all(Array.from({ length: 10 }, async () => callJson(bedrock, model, { region })));
  await clock.advance(1_000);
  await pending;
  return new Set(bedrock.attempts.map((attempt) => attempt.inferenceRegion));
}

describe('where a cross-Region call is served', () => {
  test.each([[US_SONNET, 'us-east-1'], [`jp.${SONNET}`, 'ap-northeast-1'], [GLOBAL_SONNET, 'eu-west-2']])(
    'ten concurrent calls of %s land in at least two Regions, with any seed', async (model, region) => {
      for (let seed = 0; seed < 30; seed += 1) expect((await regionsOfTenConcurrentCalls(seed, model, region)).size).toBeGreaterThanOrEqual(2);
    });

  test('only in Regions of its geography', async () => {
    const { bedrock } = createWorld();
    for (let index = 0; index < 60; index += 1) await callJson(bedrock, US_SONNET);
    expect(new Set(bedrock.attempts.map((attempt) => attempt.inferenceRegion))).toEqual(new Set(GEOGRAPHIES.us));
  });

  test('Global calls are served all over the commercial Regions, also when made in a Region that serves none', async () => {
    const { bedrock } = createWorld();
    for (let index = 0; index < 300; index += 1) await callJson(bedrock, GLOBAL_SONNET, { region: 'ca-west-1' });
    expect(new Set(bedrock.attempts.map((attempt) => attempt.inferenceRegion))).toEqual(new Set(GLOBAL_DESTINATIONS));
  });

  test('an on-demand call is served where it is made', async () => {
    const { bedrock } = createWorld();
    await callJson(bedrock, HAIKU_3, { region: 'eu-north-1' });
    expect(bedrock.attempts).toMatchObject([{ region: 'eu-north-1', inferenceRegion: 'eu-north-1' }]);
  });

  test('follows from the seed, or from the source of randomness that is given', async () => {
    const choices = async (props: { seed?: number; random?: () => number }) => {
      const { bedrock } = createWorld(props);
      for (let index = 0; index < 12; index += 1) await callJson(bedrock, US_SONNET);
      return bedrock.attempts.map((attempt) => attempt.inferenceRegion).join();
    };
    expect(await choices({ seed: 5 })).toBe(await choices({ seed: 5 }));
    expect(await choices({ seed: 5 })).not.toBe(await choices({ seed: 6 }));
    expect(await choices({ random: () => 0 })).toBe(Array(12).fill('us-east-1').join());
  });

  test('a call that has ended no longer weighs on its Region, however it ended', async () => {
    const { bedrock } = createWorld({ random: () => 0.7 });
    const controller = new AbortController();
    await bedrock.handle(awsRequest(US_SONNET, { operation: 'converse-stream', signal: controller.signal }));
    controller.abort(new Error('gone'));
    await callJson(bedrock, US_SONNET);
    await callJson(bedrock, US_SONNET);
    expect(bedrock.attempts.map((attempt) => attempt.inferenceRegion)).toEqual(['us-west-2', 'us-west-2', 'us-west-2']);
  });
});

describe('the weights', () => {
  test('prefer the Region with the fewest calls in flight', () => {
    const regions = new ServingRegions(seededRandom(1));
    for (let index = 0; index < 9; index += 1) regions.enter('busy');
    const picks = Array.from({ length: 1_000 }, () => regions.pick(['busy', 'idle']));
    expect(picks.filter((region) => region === 'busy').length).toBeLessThan(50);
    expect(picks).toContain('busy');
  });

  test('count a call out once only', () => {
    const regions = new ServingRegions(() => 0.6);
    const leave = regions.enter('a');
    leave();
    leave();
    expect(regions.pick(['a', 'b'])).toBe('b');
  });

  test('refuse to choose among no Regions', () => {
    expect(() => new ServingRegions(() => 0).pick([])).toThrow('no Region to choose from');
  });
});

describe('behaviour', () => {
  test('of a profile goes before that of its model, and that before that of all, field by field', async () => {
    const { bedrock } = createWorld();
    bedrock.setBehaviour({ model: US_SONNET, outputTokens: 7 });
    bedrock.setBehaviour({ model: SONNET, outputTokens: 6 });
    bedrock.setBehaviour({ outputTokens: 5 });
    bedrock.setBehaviour({ model: US_SONNET, interTokenMs: 0 });
    const lengths: unknown[] = [];
    for (const model of [US_SONNET, GLOBAL_SONNET, NOVA]) lengths.push((await callJson(bedrock, model)).usage);
    expect(lengths).toMatchObject([{ outputTokens: 7 }, { outputTokens: 6 }, { outputTokens: 5 }]);
  });
});
