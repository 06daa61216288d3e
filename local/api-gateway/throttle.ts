import type { RestApiStage } from '../assembly/rest-api-model';
import { Clock } from '../clock';

/** What an account has where a stage sets nothing, per Region. */
const ACCOUNT_RATE = 10_000;
const ACCOUNT_BURST = 5_000;

/** Takes one token for a request to a method; false when there is none. */
export type Throttle = (resourcePath: string, httpMethod: string) => boolean;

/** One token bucket for each method, filled at the stage's rate up to its burst. */
export function createThrottle(stage: RestApiStage, clock: Clock): Throttle {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (resourcePath, httpMethod) => {
    const { rate, burst } = limitsOf(stage, resourcePath, httpMethod);
    const key = `${httpMethod} ${resourcePath}`;
    const now = clock.now();
    const bucket = buckets.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + Math.max(0, now - bucket.at) * rate / 1000);
    const admitted = tokens >= 1;
    buckets.set(key, { tokens: admitted ? tokens - 1 : tokens, at: now });
    return admitted;
  };
}

/** The most specific settings that say something. */
function limitsOf({ methodSettings }: RestApiStage, resourcePath: string, httpMethod: string): { rate: number; burst: number } {
  const candidates = [[resourcePath, httpMethod], [resourcePath, '*'], ['*', httpMethod], ['*', '*']]
    .flatMap(([path, method]) => methodSettings.filter((settings) => settings.resourcePath === path && settings.httpMethod === method));
  return {
    rate: candidates.find(({ rateLimit }) => rateLimit !== undefined)?.rateLimit ?? ACCOUNT_RATE,
    burst: candidates.find(({ burstLimit }) => burstLimit !== undefined)?.burstLimit ?? ACCOUNT_BURST,
  };
}
