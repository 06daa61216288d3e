import { AlarmModel } from './alarm-model';
import { Minute, minuteOf } from './minutes';
import { readAlarms } from './read-alarms';
import { runAlarms } from './run-alarms';
import { AnyResource } from '../../local/assembly/model';
import { MetricDatum } from '../../local/sinks/sinks';
import { METRICS } from '../../src/contract/metrics';

/** What alarms would have made of what a gateway has measured. */
export interface AlarmWatch {
  /** Takes in what is measured. */
  readonly note: (datum: MetricDatum) => void;
  /** Forgets what was measured before. */
  begin(): void;
  /**
   * Takes what was measured since `begin` for the ordinary traffic of the gateway.
   * @returns the alarms that go off in an hour of it: there should be none
   */
  ordinary(): readonly string[];
  /** The alarms that go off in an hour in which the traffic is what was measured since `begin`, after an hour of ordinary traffic. */
  goneOff(): readonly string[];
}

const HOUR = 60;
/** Requests in each minute. */
const PER_MINUTE = 60;

/**
 * What was measured in seconds is laid over an hour: each minute has all of it, as often as it takes to make 60 requests.
 * Shares, and what each request does, stay what they were.
 */
export function watchAlarms(resources: readonly AnyResource[]): AlarmWatch {
  const alarms = readAlarms(resources);
  const hidden = new Set(alarms.flatMap((alarm) => alarm.kind === 'composite' ? partsOf(alarm.rule) : []));
  let data: MetricDatum[] = [];
  let before: readonly Minute[] = [];
  const goneOffIn = (minutes: readonly Minute[], from: number) => {
    const states = runAlarms(alarms, minutes);
    const off = alarms.filter(({ arn }) => !hidden.has(arn) && states.get(arn)!.slice(from, from + latestOf(alarms, arn)).includes('ALARM'));
    return [...new Set(off.map(sectionOf))].sort();
  };
  return {
    note: (datum) => void data.push(datum),
    begin() {
      data = [];
    },
    ordinary() {
      before = hourOf(data);
      return goneOffIn(before, 0);
    },
    goneOff: () => goneOffIn([...before, ...hourOf(data)], before.length),
  };
}

/** An alarm goes off within the periods that it looks at, or it is too late: a composite one within those of its fastest part. */
function latestOf(alarms: readonly AlarmModel[], arn: string): number {
  const alarm = alarms.find((known) => known.arn === arn)!;
  if (alarm.kind === 'metric') return alarm.evaluationPeriods * alarm.periodMinutes;
  return Math.min(...partsOf(alarm.rule).map((part) => latestOf(alarms, part)));
}

function partsOf(rule: string): readonly string[] {
  return [...rule.matchAll(/"([^"]+)"/g)].map(([, arn]) => arn!);
}

/** What an operator would look up: alarms of one section of the runbook say the same of different pools. */
function sectionOf({ description }: AlarmModel): string {
  return /#([a-z0-9-]+)$/.exec(description)?.[1] ?? description;
}

function hourOf(data: readonly MetricDatum[]): readonly Minute[] {
  const requests = data
    .filter(({ name, dimensions }) => name === METRICS.REQUESTS && Object.keys(dimensions).length === 1)
    .reduce((total, { value }) => total + value, 0);
  const minute = minuteOf(data, Math.ceil(PER_MINUTE / Math.max(1, requests)));
  return Array.from({ length: HOUR }, () => minute);
}
