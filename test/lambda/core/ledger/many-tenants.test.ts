import { Outcome, simulate, SimulatedTenant } from './many-tenants';
import { seededRandom } from '../../../support/random';

/** LEDGER_REPORT makes it so many measured minutes, whole ones as what was taken at once comes back at once, and prints the table in docs/quotas.md. */
const REPORTED_MINUTES = Number(process.env.LEDGER_REPORT ?? 0);

const CONTAINERS = 20;
const SKEW_MS = 2_900;

const GROUPS = {
  flood: 'asks 10,000 times a second, may 20 times',
  busy: 'ask ten times their limit, each container five times a second',
  over: 'ask ten times their limit of 10 to 60 a minute',
  day: 'use up their day: in the end',
  at: 'ask at random times for all of their limit',
  near: 'ask evenly for 85 % of it',
  calm: 'ask at random times for 5 to 45 % of it',
} as const;

type Group = keyof typeof GROUPS;

function tenantsOf(seed: number): SimulatedTenant[] {
  const random = seededRandom(seed);
  const groups: Record<Group, number> = { flood: 1, busy: 2, over: 30, day: 20, at: 30, near: 117, calm: 800 };
  return Object.entries(groups).flatMap(([group, count]) => Array.from({ length: count }, (_, index): SimulatedTenant => {
    const limit = Math.round(10 * 6 ** random());
    const tenant = { name: `${group}-${index}`, group, tokens: 1_000, quota: { requestsPerMinute: limit, quotaTokensPerMinute: limit * 2_000 } };
    switch (group as Group) {
      case 'flood': return { ...tenant, quota: { requestsPerMinute: 1_200, quotaTokensPerMinute: 2_400_000 }, requestsPerMinute: 600_000 };
      case 'busy': return { ...tenant, quota: index === 0 ? { requestsPerMinute: 600 } : { quotaTokensPerMinute: 400_000 }, requestsPerMinute: 6_000 };
      case 'over': return { ...tenant, requestsPerMinute: 10 * limit };
      case 'day': return { ...tenant, quota: { requestsPerMinute: 100, quotaTokensPerDay: 60_000 + limit * 500 }, requestsPerMinute: 90, even: true };
      case 'at': return { ...tenant, requestsPerMinute: limit };
      case 'near': return { ...tenant, requestsPerMinute: 0.85 * limit, even: true };
      case 'calm': return { ...tenant, requestsPerMinute: (0.05 + 0.4 * random()) * limit };
    }
  }));
}

/** How much of its scarcest limit a tenant has in use; of a day, in the end. */
const useOf = ({ held }: Pick<Outcome, 'held'>) => held.get('tokensPerDay')?.useInTheEnd ?? Math.max(...[...held.values()].map(({ use }) => use));

describe('a thousand tenants ask 20 containers whose clocks differ', () => {
  let outcomes: readonly Outcome[];
  const of = (...groups: readonly Group[]) => outcomes.filter(({ tenant }) => (groups as readonly string[]).includes(tenant.group));

  beforeAll(async () => {
    outcomes = await simulate({
      seed: 1, tenants: tenantsOf(1), containers: CONTAINERS, skewMs: SKEW_MS, warmUpMinutes: 1, minutes: REPORTED_MINUTES || 2,
    });
    if (REPORTED_MINUTES > 0) process.stdout.write(`\n${report(outcomes)}\n`);
  }, 600_000);

  test('no window of any of them ever holds more than a limit, by the true clock', () => {
    expect(outcomes).toHaveLength(1_000);
    const over = outcomes.filter(({ held }) => [...held.values()].some(({ most, limit }) => most > limit));
    expect(over.map(({ tenant }) => tenant.name)).toEqual([]);
    expect(of('flood', 'busy', 'over').every(({ refused, admitted }) => refused > 5 * admitted)).toBe(true);
  });

  test('who never asks for more than a limit while what it has taken may stand in the way is never refused', () => {
    const within = outcomes.filter(({ held }) => [...held.values()].every(({ mostAsked, limit }) => mostAsked <= limit));
    // All who ask evenly, and nearly all who ask for less than half of it: some ask for more by chance.
    expect(within.filter(({ tenant }) => tenant.group === 'near')).toHaveLength(of('near').length);
    expect(within.filter(({ tenant }) => tenant.group === 'calm').length).toBeGreaterThan(0.9 * of('calm').length);
    expect(within.filter(({ refused }) => refused > 0).map(({ tenant }) => tenant.name)).toEqual([]);
  });

  test('who floods has 99 % of its limit in use, and so has who asks each container often for ten times as much', () => {
    for (const outcome of of('flood', 'busy')) {
      expect(useOf(outcome)).toBeGreaterThanOrEqual(0.99);
      expect(useOf(outcome)).toBeLessThanOrEqual(1);
    }
  });

  test('who asks seldom for ten times as much gets what comes back at once where it asks again, and the rest some seconds later', () => {
    for (const { admitted, atLeast } of of('over', 'at')) expect(admitted).toBeGreaterThanOrEqual(atLeast);
    for (const { exactUse, held } of of('over')) expect(useOf({ held })).toBeGreaterThan((60 / 65) * exactUse);
  });

  test('a day is used up entirely, and no more than that', () => {
    for (const { held, refused } of of('day')) {
      expect(refused).toBeGreaterThan(0);
      expect(useOf({ held })).toBeGreaterThan(0.99);
    }
  });

  test('a refusal costs one write at most, nearly none where somebody floods, and who is admitted costs two or three', () => {
    for (const group of Object.keys(GROUPS) as Group[]) {
      const { forAdmitted, forRefused } = writesOf(of(group));
      expect(forAdmitted).toBeLessThan(3);
      if (group !== 'near') expect(forRefused).toBeLessThanOrEqual(group === 'flood' ? 0.05 : 1);
    }
  });
});

function writesOf(outcomes: readonly Outcome[]) {
  const sum = (member: 'admitted' | 'refused' | 'writesForAdmitted' | 'writesForRefused') =>
    outcomes.reduce((total, outcome) => total + outcome[member], 0);
  return {
    admitted: sum('admitted'), refused: sum('refused'), forAdmitted: sum('writesForAdmitted') / sum('admitted'), forRefused: sum('writesForRefused') / sum('refused'),
  };
}

const middle = (sorted: readonly number[]) => sorted[Math.floor(sorted.length / 2)]!;

/** A table in Markdown. */
function report(outcomes: readonly Outcome[]): string {
  const percent = (part: number) => (100 * part).toFixed(1);
  const rows = Object.entries(GROUPS).map(([group, title]) => {
    const members = outcomes.filter(({ tenant }) => tenant.group === group);
    const uses = members.map(useOf).sort((left, right) => left - right);
    const exact = members.filter(({ tenant }) => tenant.quota.requestsPerMinute).map(({ exactUse }) => exactUse).sort((left, right) => left - right);
    const { admitted, refused, forAdmitted, forRefused } = writesOf(members);
    return [
      title, members.length, `${percent(uses[0]!)} – ${percent(middle(uses))} – ${percent(uses.at(-1)!)}`, group === 'day' ? '' : percent(middle(exact)),
      admitted, refused, forAdmitted.toFixed(2), refused === 0 ? '' : forRefused.toFixed(2),
    ];
  });
  const header = ['who', 'tenants', '% in use: min – median – max', 'exact limiter, median', 'admitted', 'refused', 'writes for one admitted', 'for one refused'];
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
