import { atLeast, atOnce, countBy, equals, Pattern, shares } from '../support/pattern';

/** Ten requests at once on one profile: Bedrock spreads them over the Regions behind it. */
export const crossRegionInference: Pattern = {
  title: '1 · Cross-Region inference',
  async play(stage) {
    const calls = await atOnce(10, () => stage.askWithAwsSdk('demo', 'cross-region'));
    const regions = countBy(stage.records(), ({ inferenceRegion }) => inferenceRegion ?? 'unknown');
    return [{
      title: '10 concurrent requests on one inference profile, by the Region that served (from the invocation log)',
      columns: ['Region', 'Requests', 'Share'],
      rows: shares(regions),
      checks: [
        equals('requests that succeeded', calls.filter(({ status }) => status === 200).length, 10),
        equals('requests in the invocation log', regions.reduce((sum, [, count]) => sum + count, 0), 10),
        atLeast('Regions that served', regions.length, 2),
      ],
    }];
  },
};
