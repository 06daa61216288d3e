/** How long the faults last and how patient the routes are. All times in milliseconds. */
export interface Profile {
  readonly name: ProfileName;
  /** How long a target may be silent before its first content: `firstTokenTimeout` of the routes. */
  readonly firstTokenLimit: number;
  /** How long a stream may pause: `idleTimeout` of the routes. */
  readonly idleLimit: number;
  /** `deadline` of the routes. */
  readonly deadline: number;
  /** A first token that comes this late is too late. */
  readonly slowFirstToken: number;
  readonly stall: number;
  readonly silence: number;
  readonly outage: number;
  /** Within this time after an outage its target has to be in use again. */
  readonly recovery: number;
  /** A target in an outage is tried at most once in this time. */
  readonly probeInterval: number;
  /** Between two tokens of the simulated model, so that streaming can be told from buffering. */
  readonly interToken: number;
  /** What a loaded machine may add to any bound. */
  readonly slack: number;
  /** A request that takes longer hangs. */
  readonly patience: number;
  /** Whether minutes are waited for; otherwise the clocks of the containers are moved. */
  readonly realMinutes: boolean;
}

export type ProfileName = 'fast' | 'full';

export const PROFILES: { readonly [name in ProfileName]: Profile } = {
  /** The true timings. */
  full: {
    name: 'full',
    firstTokenLimit: 8_000,
    idleLimit: 10_000,
    deadline: 60_000,
    slowFirstToken: 20_000,
    stall: 30_000,
    silence: 120_000,
    outage: 60_000,
    recovery: 30_000,
    probeInterval: 1_000,
    interToken: 20,
    slack: 3_000,
    patience: 90_000,
    realMinutes: true,
  },
  /** The same order of sizes, within what a build can wait for. */
  fast: {
    name: 'fast',
    firstTokenLimit: 1_000,
    idleLimit: 1_000,
    deadline: 6_000,
    slowFirstToken: 3_000,
    stall: 4_000,
    silence: 8_000,
    outage: 6_000,
    recovery: 5_000,
    probeInterval: 1_000,
    interToken: 5,
    slack: 1_500,
    patience: 15_000,
    realMinutes: false,
  },
};

/** How long a first target is waited for on a hedged route, in milliseconds. */
export function hedgeDelay({ firstTokenLimit }: Profile): number {
  return firstTokenLimit / 4;
}
