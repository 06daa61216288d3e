import { servedByModel, throttledByModel } from '../support/by-model';
import { atOnce, equals, Pattern, Scene } from '../support/pattern';
import { Call, Stage } from '../support/stage';

const REQUESTS = 10;
const PRIMARY_LIMIT = 3;
const FALLBACK_LIMIT = 25;

/** A primary that takes 3 requests a minute and a fallback that takes 25, under ten requests at once. */
export const fallback: Pattern = {
  title: '3 · Fallback',
  async play(stage) {
    const declared = { primary: 'us.anthropic.claude-opus-4-6-v1', fallback: 'us.anthropic.claude-haiku-4-5-20251001-v1:0' };
    limit(stage, declared);
    const first = sceneOf(stage, await atOnce(REQUESTS, () => stage.askWithOpenAi('demo', 'fallback-declared')), declared,
      'limits declared to the gateway: it never calls a full target', 0);

    stage.forget();
    const discovered = { primary: 'us.anthropic.claude-opus-4-5-20251101-v1:0', fallback: 'us.anthropic.claude-3-5-haiku-20241022-v1:0' };
    limit(stage, discovered);
    const second = sceneOf(stage, await atOnce(REQUESTS, () => stage.askWithAwsSdk('demo', 'fallback-discovered')), discovered,
      'limits known only to Bedrock: its throttling is what moves a request on', REQUESTS - PRIMARY_LIMIT);
    return [first, second];
  },
};

interface Models {
  readonly primary: string;
  readonly fallback: string;
}

/** What the account's Service Quotas would say. */
function limit(stage: Stage, models: Models): void {
  stage.cloud.bedrock.setQuota({ model: models.primary }, { requestsPerMinute: PRIMARY_LIMIT });
  stage.cloud.bedrock.setQuota({ model: models.fallback }, { requestsPerMinute: FALLBACK_LIMIT });
}

function sceneOf(stage: Stage, calls: readonly Call[], models: Models, title: string, throttled: number): Scene {
  const row = (role: string, model: string, perMinute: number) =>
    [role, model, perMinute, servedByModel(stage, model), throttledByModel(stage, model)];
  return {
    title: `${REQUESTS} concurrent requests, ${title}`,
    columns: ['Target', 'Model', 'Limit per minute', 'Served', 'Throttled by Bedrock'],
    rows: [row('primary', models.primary, PRIMARY_LIMIT), row('fallback', models.fallback, FALLBACK_LIMIT)],
    checks: [
      equals('requests that succeeded', calls.filter(({ status }) => status === 200).length, REQUESTS),
      equals('served by the primary', servedByModel(stage, models.primary), PRIMARY_LIMIT),
      equals('served by the fallback', servedByModel(stage, models.fallback), REQUESTS - PRIMARY_LIMIT),
      equals('calls that Bedrock throttled', throttledByModel(stage, models.primary), throttled),
    ],
  };
}
