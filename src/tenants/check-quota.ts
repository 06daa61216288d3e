import { IConstruct } from 'constructs';
import { Quota } from './quota';
import { ResilientInferenceError } from '../private/errors';
import { checkPlanAmount, checkPlanNumber } from '../private/validate';

const WHOLE: readonly (keyof Quota)[] = ['requestsPerMinute', 'quotaTokensPerMinute', 'quotaTokensPerDay', 'concurrentRequests'];
const DOLLARS: readonly (keyof Quota)[] = ['usdPerDay', 'usdPerMonth'];

export function checkQuota(what: string, quota: Quota, scope?: IConstruct): void {
  if ([...WHOLE, ...DOLLARS].every((limit) => quota[limit] === undefined)) {
    throw new ResilientInferenceError(
      'QuotaWithoutLimit',
      `${what} declares no limit: set requestsPerMinute, quotaTokensPerMinute or another one, or leave it out for no limit`,
      scope,
    );
  }
  for (const limit of WHOLE) {
    const value = quota[limit];
    if (value !== undefined) checkPlanNumber(`${limit} of ${what}`, value, 1, scope);
  }
  for (const limit of DOLLARS) {
    const value = quota[limit];
    if (value !== undefined) checkPlanAmount(`${limit} of ${what}`, value, scope);
  }
}

/** Whether a quota can only be kept with a price for every target. */
export function needsPrices(quota: Quota | undefined): boolean {
  return DOLLARS.some((limit) => quota?.[limit] !== undefined);
}
