import { servedByModel, throttledByModel } from '../support/by-model';
import { atMost, atOnce, equals, Pattern } from '../support/pattern';

const REQUESTS = 10;
const TARGETS = [
  { role: 'primary 1', model: 'us.amazon.nova-pro-v1:0', perMinute: 3 },
  { role: 'primary 2', model: 'us.meta.llama4-maverick-17b-instruct-v1:0', perMinute: 3 },
  { role: 'fallback', model: 'us.amazon.nova-lite-v1:0', perMinute: 25 },
] as const;

/** Two primaries that take 3 requests a minute each share ten requests at once; a fallback takes the rest. */
export const loadBalancing: Pattern = {
  title: '4 · Load balancing',
  async play(stage) {
    for (const { model, perMinute } of TARGETS) stage.cloud.bedrock.setQuota({ model }, { requestsPerMinute: perMinute });
    const calls = await atOnce(REQUESTS, () => stage.askWithOpenAi('demo', 'balanced'));
    const [first, second, rest] = TARGETS;
    return [{
      title: `${REQUESTS} concurrent requests over two primaries and a fallback`,
      columns: ['Target', 'Model', 'Limit per minute', 'Served'],
      rows: TARGETS.map(({ role, model, perMinute }) => [role, model, perMinute, servedByModel(stage, model)]),
      checks: [
        equals('requests that succeeded', calls.filter(({ status }) => status === 200).length, REQUESTS),
        atMost('served by primary 1', servedByModel(stage, first.model), first.perMinute),
        atMost('served by primary 2', servedByModel(stage, second.model), second.perMinute),
        equals('served by the fallback', servedByModel(stage, rest.model), REQUESTS - first.perMinute - second.perMinute),
        equals('calls that Bedrock throttled', TARGETS.reduce((sum, { model }) => sum + throttledByModel(stage, model), 0), 0),
      ],
    }];
  },
};
