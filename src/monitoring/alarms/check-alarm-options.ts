import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { GatewayAlarmOptions } from './gateway-alarm-options';
import { ResilientInferenceError } from '../../private/errors';
import { checkPlanAmount, checkPlanNumber } from '../../private/validate';

/** Whatever was said of thresholds, once and before any alarm is made. Tokens are refused: dashboards and other alarms are computed from them. */
export function checkAlarmOptions(scope: IConstruct, options: GatewayAlarmOptions): void {
  for (const [alarm, value] of Object.entries(options) as [string, unknown][]) {
    const name = `alarmOptions.${alarm}`;
    if (alarm === 'availabilityObjective') checkPercent(scope, name, value as number);
    else checkMembers(scope, name, value as Readonly<Record<string, unknown>> | undefined);
  }
}

function checkMembers(scope: IConstruct, name: string, members: Readonly<Record<string, unknown>> = {}): void {
  for (const [member, value] of Object.entries(members)) {
    if (typeof value !== 'number') continue;
    const what = `${name}.${member}`;
    if (member === 'percent') checkPercent(scope, what, value, name.endsWith('Concurrency'));
    else if (member === 'rate') checkPlanAmount(what, value, scope);
    else checkPlanNumber(what, value, 1, scope);
  }
}

function checkPercent(scope: IConstruct, what: string, value: number, whole = false): void {
  checkPlanAmount(what, value, scope);
  if (Token.isUnresolved(value) || value < 100 || (whole && value === 100)) return;
  throw new ResilientInferenceError('InvalidNumber', `${what} is ${value}, but must be a percentage above 0 and ${whole ? '100 at most' : 'below 100'}`, scope);
}
