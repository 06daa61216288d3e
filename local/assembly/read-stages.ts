import { createHash } from 'node:crypto';
import { arrayOf, booleanOf, JsonObject, numberOf, objectOf, textOf } from './json';
import type { Part } from './read-rest-apis';
import { AccessLog, MethodSettings, RestApiStage } from './rest-api-model';

/** The stages of an API with their throttles and the API keys that their usage plans admit. */
export function readStages(restApiId: string, stages: readonly Part[], all: readonly Part[]): RestApiStage[] {
  return stages.map(({ resource, properties }) => ({
    name: resource.ref,
    variables: Object.fromEntries(Object.entries(objectOf(properties.Variables)).map(([name, value]) => [name, textOf(value) ?? ''])),
    methodSettings: arrayOf(properties.MethodSettings).map((settings) => readMethodSettings(objectOf(settings))),
    apiKeys: readApiKeys(restApiId, resource.ref, all),
    ...readAccessLog(objectOf(properties.AccessLogSetting)),
  }));
}

/** Of a destination that is a log group; a stream of Firehose is not stood up. */
function readAccessLog({ DestinationArn, Format }: JsonObject): { accessLog?: AccessLog } {
  const [, logGroup] = /:log-group:([^:]+)/.exec(textOf(DestinationArn) ?? '') ?? [];
  const format = textOf(Format);
  return logGroup === undefined || format === undefined ? {} : { accessLog: { logGroup, format } };
}

function readMethodSettings(settings: JsonObject): MethodSettings {
  const rateLimit = numberOf(settings.ThrottlingRateLimit);
  const burstLimit = numberOf(settings.ThrottlingBurstLimit);
  const path = (textOf(settings.ResourcePath) ?? '/*').replace(/~1/g, '/').replace(/^\/\//, '/');
  return {
    httpMethod: textOf(settings.HttpMethod) ?? '*',
    resourcePath: path === '/*' ? '*' : path,
    ...(rateLimit === undefined ? {} : { rateLimit }),
    ...(burstLimit === undefined ? {} : { burstLimit }),
  };
}

function readApiKeys(restApiId: string, stage: string, all: readonly Part[]): { id: string; value: string }[] {
  const ofType = (type: string) => all.filter(({ resource }) => resource.type === `AWS::ApiGateway::${type}`);
  const plans = ofType('UsagePlan').filter(({ properties }) => arrayOf(properties.ApiStages).some((entry) => {
    const { ApiId, Stage } = objectOf(entry);
    return ApiId === restApiId && Stage === stage;
  }));
  const planIds = plans.map(({ resource }) => resource.ref);
  const keyIds = ofType('UsagePlanKey').filter(({ properties }) => planIds.includes(textOf(properties.UsagePlanId) ?? ''))
    .map(({ properties }) => textOf(properties.KeyId));
  return ofType('ApiKey')
    .filter(({ resource, properties }) => keyIds.includes(resource.ref) && (booleanOf(properties.Enabled) ?? false))
    .map(({ resource, properties }) => ({ id: resource.ref, value: textOf(properties.Value) ?? generatedKey(resource.ref) }));
}

/** API Gateway generates 40 characters where the template gives no value. */
function generatedKey(id: string): string {
  return createHash('sha256').update(`api key ${id}`).digest('hex').slice(0, 40);
}
