import { AlarmState } from '../../../scorecard/alarms/alarm-model';
import { ruleHolds } from '../../../scorecard/alarms/alarm-rule';

const STATES: Readonly<Record<string, AlarmState>> = { 'arn:on': 'ALARM', 'arn:off': 'OK', 'arn:new': 'INSUFFICIENT_DATA' };
const holds = (rule: string) => ruleHolds(rule, (name) => STATES[name]!);

test.each([
  ['ALARM("arn:on")', true],
  ['ALARM("arn:new")', false],
  ['OK("arn:off")', true],
  ['INSUFFICIENT_DATA("arn:new")', true],
  ['TRUE', true],
  ['NOT FALSE', true],
  ['(ALARM("arn:on") AND ALARM("arn:off"))', false],
  ['(ALARM("arn:on") OR ALARM("arn:off"))', true],
  ['ALARM("arn:off") AND ALARM("arn:off") OR ALARM("arn:on")', true],
  ['ALARM("arn:off") AND (ALARM("arn:off") OR ALARM("arn:on"))', false],
  ['NOT (ALARM("arn:on") AND OK("arn:off"))', false],
])('%s: %s', (rule, expected) => {
  expect(holds(rule)).toBe(expected);
});

test.each([['ALARM(', ') is expected'], ['AND', 'AND is not expected'], ['TRUE TRUE', 'TRUE is not expected'], ['ALARM[x]', 'cannot be read']])('%s is refused', (rule, message) => {
  expect(() => holds(rule)).toThrow(message);
});
