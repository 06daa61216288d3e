import {
  breakEven, environmentsFor, Fleet, guidanceMonth, instanceMonth, instancesMonth, instancesPerMillion, lambdaMonth, lambdaPerMillion,
  monitoringMonth, natMonth, peakRate, totalOf, Work,
} from '../../../bench/money/formula';
import { PRICE_NAMES, readGuidance, readPrices } from '../../../bench/money/inputs';

const prices = readPrices();
/** Easy to work out by hand. */
const WORK: Work = { seconds: 10, cpuSeconds: 0.01, dynamodbWrites: 2, answerBytes: 50_000, bedrockBytes: 100_000, logBytes: 4_000 };
const FLEET: Fleet = { concurrencyPerEnvironment: 64, vcpusPerEnvironment: 1, least: 3, fullness: 0.5 };
const MONTH_SECONDS = 2_628_000;

describe('a million requests', () => {
  test('on Lambda', () => {
    const bill = lambdaPerMillion(prices, WORK, 1);
    expect(bill['API Gateway']).toBe(3.5);
    expect(bill.DynamoDB).toBeCloseTo(1.25, 10); // 2 million writes at $0.625 a million
    expect(bill.logs).toBeCloseTo(4 * 0.53, 10); // 4 GB at $0.50, and a month of $0.03
    expect(bill['data to callers']).toBeCloseTo(50 * 0.09, 10);
    expect(bill['Lambda requests']).toBeCloseTo(0.2, 10);
    expect(bill['Lambda GB-seconds']).toBeCloseTo(133.334, 6); // 10 million GB-seconds
    expect(totalOf(bill)).toBeCloseTo(3.5 + 1.25 + 2.12 + 4.5 + 0.2 + 133.334, 6);
  });

  test('on Lambda costs in proportion to time and memory', () => {
    const gigabyteSeconds = (seconds: number, memory: number) => lambdaPerMillion(prices, { ...WORK, seconds }, memory)['Lambda GB-seconds'];
    expect(gigabyteSeconds(20, 1)).toBeCloseTo(2 * gigabyteSeconds(10, 1)!, 10);
    expect(gigabyteSeconds(10, 0.5)).toBeCloseTo(gigabyteSeconds(10, 1)! / 2, 10);
  });

  test('on instances costs nothing for time', () => {
    const bill = instancesPerMillion(prices, WORK);
    expect(bill['NAT gateway, data']).toBeCloseTo(104 * 0.045, 10);
    expect(totalOf(bill)).toBeCloseTo(3.5 + 1.25 + 2.12 + 4.5 + 0.2 + 4.68, 10);
    expect(instancesPerMillion(prices, { ...WORK, seconds: 1_000 })).toEqual(bill);
  });
});

describe('a month', () => {
  test('of an instance, a NAT gateway and monitoring', () => {
    expect(instanceMonth(prices)).toBeCloseTo(0.0816 * 730 * 1.15, 10);
    expect(natMonth(prices)).toBeCloseTo(32.85, 10);
    expect(totalOf(monitoringMonth(prices, 10))).toBeCloseTo(3 + 3.1 + 3, 10);
  });

  test('on Lambda is monitoring and what requests cost', () => {
    const half = totalOf(lambdaPerMillion(prices, WORK, 1)) / 2;
    expect(lambdaMonth(prices, WORK, 1, 10, { requestsPerMonth: 500_000, peak: 3 })).toBeCloseTo(10 + half, 8);
    expect(lambdaMonth(prices, WORK, 1, 10, { requestsPerMonth: 0, peak: 1 })).toBe(10);
  });

  test('on instances has three of them though nobody asks', () => {
    expect(instancesMonth(prices, WORK, FLEET, 10, { requestsPerMonth: 0, peak: 1 })).toBeCloseTo(10 + 32.85 + 3 * instanceMonth(prices), 8);
  });

  test('of the guidance is its own total, and more where there is more to do', () => {
    const guidance = readGuidance();
    const month = (requestsPerMonth: number, peak = 1) => guidanceMonth(prices, guidance, WORK, { requestsPerMonth, peak });
    expect(month(0)).toBe(378.1);
    // 2,000,000 requests: 200 GB to Bedrock, of which 100 are included; 100 GB to callers, which are included.
    expect(month(2_000_000)).toBeCloseTo(378.1 + 100 * 0.045, 8);
    // 258.925 requests a second for each task: 600 need three.
    const busy = 600 * MONTH_SECONDS;
    expect(month(busy) - month(0)).toBeCloseTo(115.33 / 2 + (busy * 100_000 / 1e9 - 100) * 0.045 + (busy * 50_000 / 1e9 - 100) * 0.09, 4);
  });
});

describe('environments', () => {
  test.each([
    [0, 3],
    [9.6, 3], // 96 at once, 32 in each
    [9.7, 4],
    [32, 10],
  ])('for %s requests of ten seconds each second: %s', (rate, environments) => expect(environmentsFor(FLEET, WORK, rate)).toBe(environments));

  test('are as many as the processor needs where requests are short', () => {
    // 500 a second, 10 ms each: five processors, half full.
    expect(environmentsFor(FLEET, { ...WORK, seconds: 0.05 }, 500)).toBe(10);
  });

  test('are for the peak', () => {
    expect(peakRate(MONTH_SECONDS, 1)).toBe(1);
    expect(peakRate(MONTH_SECONDS, 3)).toBe(3);
  });
});

describe('the break-even', () => {
  test('of straight lines is where they cross', () => {
    expect(breakEven((n) => n / 1_000, (n) => 500 + n / 2_000)).toBeCloseTo(1_000_000, -3);
  });

  test('is the one of hand: fixed costs by what each million saves', () => {
    const found = breakEven(
      (requestsPerMonth) => lambdaMonth(prices, WORK, 1, 0, { requestsPerMonth, peak: 1 }),
      (requestsPerMonth) => instancesMonth(prices, WORK, FLEET, 0, { requestsPerMonth, peak: 1 }),
    )!;
    const fixed = 32.85 + 3 * instanceMonth(prices);
    const saved = (133.334 - 4.68) / 1e6;
    expect(found / (fixed / saved)).toBeCloseTo(1, 3);
  });

  test('is nowhere where the second always costs more', () => {
    expect(breakEven(() => 1, () => 2)).toBeUndefined();
  });
});

describe('the data', () => {
  test('has each price with its unit, where it is from and when it was read', () => {
    expect(Object.keys(prices).sort()).toEqual([...PRICE_NAMES].sort());
    for (const { usd, per, unit, page, readAt, dated } of Object.values(prices)) {
      expect(usd).toBeGreaterThan(0);
      expect(per).toBeGreaterThan(0);
      expect(unit).not.toBe('');
      expect(page).toMatch(/^https:\/\/aws\.amazon\.com\//);
      expect(readAt === undefined).toBe(dated === undefined);
      expect(readAt ?? 'https://').toMatch(/^https:\/\//);
      expect(dated ?? '2026-01-01').toMatch(/^202[5-9]-\d\d-\d\d$/);
    }
  });

  test('has the guidance as it adds up', () => {
    const { monthly, total } = readGuidance();
    expect(totalOf(monthly)).toBeCloseTo(total, 8);
  });
});
