import { IConstruct } from 'constructs';
import { TokenPrice } from './token-price';
import { checkPlanAmount } from '../private/validate';

const OPTIONAL = ['cacheReadPerMillionTokens', 'cacheWritePerMillionTokens', 'cacheWrite1hPerMillionTokens'] as const;

export function checkPrice(what: string, price: TokenPrice, scope?: IConstruct): void {
  checkPlanAmount(`the inputPerMillionTokens of ${what}`, price.inputPerMillionTokens, scope);
  checkPlanAmount(`the outputPerMillionTokens of ${what}`, price.outputPerMillionTokens, scope);
  for (const member of OPTIONAL) {
    const value = price[member];
    if (value !== undefined) checkPlanAmount(`the ${member} of ${what}`, value, scope);
  }
}
