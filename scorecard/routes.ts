/** Refuses to go on with a text of its own: a broken answer has to be started again. */
export const MODEL = 'us.anthropic.claude-sonnet-4-6';
/** Goes on with a text of its own. */
export const PREFILL_MODEL = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
export const OTHER_MODEL = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';

export const HOME_ACCOUNT = '111111111111';
export const SHARD_ACCOUNT = '222222222222';
export const HOME_REGION = 'us-east-1';
export const OTHER_REGION = 'us-west-2';

/** A target of a scenario. */
export interface TargetShape {
  readonly account: string;
  readonly region: string;
  readonly model: string;
  /** @default what is known of the model */
  readonly contextWindow?: number;
}

export const HOME: TargetShape = { account: HOME_ACCOUNT, region: HOME_REGION, model: MODEL };
/** The same model in another account. */
export const SHARD: TargetShape = { ...HOME, account: SHARD_ACCOUNT };
/** The same model in another Region. */
export const ELSEWHERE: TargetShape = { ...HOME, region: OTHER_REGION };

/** The route of a scenario: one target per tier, in order, unless it is hedged. */
export interface RouteShape {
  readonly targets: readonly TargetShape[];
  /** Targets for requests that are too long for the others, one per tier. */
  readonly forLongRequests?: readonly TargetShape[];
  /** Targets for answers that a content filter has kept back, one per tier. */
  readonly forFilteredAnswers?: readonly TargetShape[];
  /** All targets share a tier, declare a capacity, and a second one is asked when the first is slow. */
  readonly hedged?: boolean;
  /** @default 'failClean' */
  readonly midStream?: 'failClean' | 'resume' | 'buffer';
  /** Gives the scenario's tenants a quota and says what happens when it cannot be checked. */
  readonly quota?: 'failOpen' | 'failClosed';
  /** @default far above what is asked */
  readonly perMinute?: { readonly requests: number; readonly tokens: number };
  /** Gives the route the library's own limits instead of the profile's: for answers that take long because of their length. */
  readonly patient?: boolean;
}

export const PLAIN: RouteShape = { targets: [HOME, SHARD] };
export const RESUMING: RouteShape = { ...PLAIN, midStream: 'resume' };
export const BUFFERING: RouteShape = { ...PLAIN, midStream: 'buffer' };

/** The name of a target in the gateway. */
export function targetName(scenario: string, { account, region, model }: TargetShape): string {
  return `${scenario}/${account}/${region}/${model}`;
}

/** The one who asks in a scenario. */
export function tenantOf(scenario: string): string {
  return scenario;
}

/** Another tenant on the same route. */
export function neighbourOf(scenario: string): string {
  return `${scenario}-neighbour`;
}

/** A route, and a tenant, on which nothing goes wrong. */
export const WARM_UP = 'warm-up';
