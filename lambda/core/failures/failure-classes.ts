import { ErrorReason } from '../gateway-error';

/** Whose doing a failure is; `nobody`: it says nothing about anybody. */
export type Blame = 'caller' | 'configuration' | 'quota' | 'capacity' | 'upstream' | 'nobody';

/** What follows from a failed attempt. */
export interface FailureClass {
  readonly blame: Blame;
  /** Another target may answer. False: the answer would be the same everywhere. */
  readonly otherTarget: boolean;
  /** The same target may answer after this long, jittered upwards; absent: not within this request. */
  readonly sameTargetAfterMs?: number;
  /** What the caller is told when no target is left. */
  readonly answer: ErrorReason;
}

/** Every way an attempt can fail. */
export type FailureName = keyof typeof FAILURE_CLASSES;

export const FAILURE_CLASSES = {
  throttledPerMinute: { blame: 'quota', otherTarget: true, sameTargetAfterMs: 1_000, answer: 'throttled' },
  throttledPerDay: { blame: 'quota', otherTarget: true, answer: 'throttled' },
  modelNotReady: { blame: 'capacity', otherTarget: true, sameTargetAfterMs: 1_000, answer: 'throttled' },
  serviceQuota: { blame: 'quota', otherTarget: true, answer: 'throttled' },
  unavailable: { blame: 'capacity', otherTarget: true, sameTargetAfterMs: 500, answer: 'unavailable' },
  serverFault: { blame: 'upstream', otherTarget: true, sameTargetAfterMs: 200, answer: 'unavailable' },
  connection: { blame: 'upstream', otherTarget: true, sameTargetAfterMs: 100, answer: 'unavailable' },
  // The other side closes what is idle for long, and a function that was frozen hears of it only when it uses it.
  staleConnection: { blame: 'nobody', otherTarget: true, sameTargetAfterMs: 1, answer: 'unavailable' },
  brokenStream: { blame: 'upstream', otherTarget: true, sameTargetAfterMs: 200, answer: 'brokenStream' },
  silent: { blame: 'upstream', otherTarget: true, answer: 'timedOut' },
  modelTimeout: { blame: 'upstream', otherTarget: true, answer: 'timedOut' },
  modelFault: { blame: 'upstream', otherTarget: true, sameTargetAfterMs: 500, answer: 'modelFailed' },
  contextExceeded: { blame: 'caller', otherTarget: false, answer: 'invalidRequest' },
  callerFault: { blame: 'caller', otherTarget: false, answer: 'invalidRequest' },
  prefillRefused: { blame: 'configuration', otherTarget: true, sameTargetAfterMs: 1, answer: 'unavailable' },
  credentialsExpired: { blame: 'configuration', otherTarget: true, sameTargetAfterMs: 1, answer: 'unavailable' },
  configuration: { blame: 'configuration', otherTarget: true, answer: 'unavailable' },
  deadline: { blame: 'upstream', otherTarget: false, answer: 'timedOut' },
} as const satisfies Record<string, FailureClass>;

export function isFailureName(name: string): name is FailureName {
  return Object.hasOwn(FAILURE_CLASSES, name);
}

export function failureClass(name: FailureName): FailureClass {
  return FAILURE_CLASSES[name];
}
