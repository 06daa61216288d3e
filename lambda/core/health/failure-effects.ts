import { failureClass, FailureName } from '../failures/failure-classes';

/** What a failed attempt says about the health of its target. */
export type HealthEffect =
  /** One failure towards the threshold. */
  | 'counts'
  /** Nothing will work until the daily quota is renewed. */
  | 'dailyQuota'
  /** Nothing will work until somebody changes the set-up. */
  | 'configuration'
  /** Nothing about the target. */
  | 'none';

/** Where the effect does not follow from the blame. */
const EXCEPTIONS: { readonly [failure in FailureName]?: HealthEffect } = {
  throttledPerDay: 'dailyQuota',
  // A model that is being loaded is about to work.
  modelNotReady: 'none',
  // Something about the request or the session, which the next attempt does otherwise.
  prefillRefused: 'none',
  credentialsExpired: 'none',
  // The time may have been used up before this attempt began: no evidence against its target.
  deadline: 'none',
};

const EFFECT_OF_BLAME = {
  caller: 'none',
  // A full minute has room again before a breaker could do any good.
  quota: 'none',
  configuration: 'configuration',
  capacity: 'counts',
  upstream: 'counts',
  nobody: 'none',
} as const satisfies Record<ReturnType<typeof failureClass>['blame'], HealthEffect>;

export function effectOf(failure: FailureName): HealthEffect {
  return EXCEPTIONS[failure] ?? EFFECT_OF_BLAME[failureClass(failure).blame];
}
