// The planning benchmark measures the core itself, so it imports lambda/core, where all other benchmarks run the bundle.
import { createMemoryHealthStore } from '../../lambda/adapters/memory/memory-health-store';
import { createMemoryLedgerStore } from '../../lambda/adapters/memory/memory-ledger-store';
import { createHealth, Health } from '../../lambda/core/health/health';
import { headroomIn } from '../../lambda/core/ledger/headroom';
import { createLedger } from '../../lambda/core/ledger/ledger';
import { LoadedTarget } from '../../lambda/core/loaded-plan';
import { createObservations, Observations } from '../../lambda/core/observations/observations';
import { poolLedgerKey } from '../../src/contract/table';

/** A container that has been at work for a while: everything that a decision may look at, for one number of targets. */
export interface Scene {
  /** Milliseconds since the epoch; stands still, so that nothing that is known grows old during the measurement. */
  readonly now: () => number;
  readonly random: () => number;
  readonly targets: ReadonlyMap<string, LoadedTarget>;
  readonly observations: Observations;
  readonly headroom: (target: LoadedTarget) => number;
  readonly health: Health;
}

const START = Date.UTC(2026, 0, 1, 12);

/** Between two targets that open, so that no two of them are due at the same time. */
const BETWEEN_OPENINGS_MS = 7;

const CAPACITY = { requestsPerMinute: 1_000 };

export interface SceneOptions {
  readonly targets: number;
  /** Every third breaker is open, for far longer than the scene lasts; otherwise none. */
  readonly thirdOpen: boolean;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Every target has a price, a declared capacity that is used in part, some calls in flight and a known latency. */
export async function createScene({ targets: count, thirdOpen, random }: SceneOptions): Promise<Scene> {
  let time = START;
  const now = () => time;
  const targets = Array.from({ length: count }, (_, index) => targetAt(index));
  const observations = createObservations(now);
  const ledger = createLedger(createMemoryLedgerStore(), now);
  const health = createHealth({ store: createMemoryHealthStore(), now, random });

  for (const [index, { name }] of targets.entries()) {
    for (let calls = spread(index, 8); calls > 0; calls--) observations.started(name);
    observations.firstContent(name, 200 + spread(index, 1_800));
    await ledger.reserve(poolLedgerKey(name), { requests: spread(index, 900), tokens: 0 }, { requests: CAPACITY.requestsPerMinute }, time);
    if (!thirdOpen || index % 3 > 0) continue;
    time += BETWEEN_OPENINGS_MS;
    health.failed(name, 'throttledPerDay');
    await health.idle();
  }
  await health.judge([]);
  await health.idle();
  return {
    now,
    random,
    observations,
    health,
    targets: new Map(targets.map((target) => [target.name, target])),
    headroom: headroomIn(ledger, now),
  };
}

function targetAt(index: number): LoadedTarget {
  const name = `sonnet-eu-central-1-account-${String(index).padStart(4, '0')}`;
  return {
    name,
    modelId: 'eu.anthropic.claude-sonnet-4-20250514-v1:0',
    region: 'eu-central-1',
    shard: `account-${index}`,
    capacity: { pool: name, limits: CAPACITY },
    burndown: 5,
    acceptsPrefill: true,
    contextWindow: 200_000,
    maxOutputTokens: 64_000,
    price: {
      inputPerMillionTokens: 1 + spread(index, 5),
      outputPerMillionTokens: 5 + spread(index, 20),
      cacheReadPerMillionTokens: 0.1,
      cacheWritePerMillionTokens: 8,
      cacheWrite1hPerMillionTokens: 12,
    },
  };
}

/** Whole numbers below `limit` in no particular order, the same ones in every run. */
function spread(index: number, limit: number): number {
  return (index * 7_919 + 13) % limit;
}
