import { IConstruct } from 'constructs';
import { Quota } from './quota';
import { ResilientInferenceError } from '../private/errors';
import { checkPlanNumber } from '../private/validate';

export function checkQuota(what: string, quota: Quota, scope?: IConstruct): void {
  const { requestsPerMinute, quotaTokensPerMinute } = quota;
  if (requestsPerMinute === undefined && quotaTokensPerMinute === undefined) {
    throw new ResilientInferenceError(
      'QuotaWithoutLimit',
      `${what} declares no limit: set requestsPerMinute, quotaTokensPerMinute or both, or leave it out for no limit`,
      scope,
    );
  }
  if (requestsPerMinute !== undefined) checkPlanNumber(`requestsPerMinute of ${what}`, requestsPerMinute, 1, scope);
  if (quotaTokensPerMinute !== undefined) checkPlanNumber(`quotaTokensPerMinute of ${what}`, quotaTokensPerMinute, 1, scope);
}
