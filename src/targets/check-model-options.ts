import { IConstruct } from 'constructs';
import { ModelOptions } from './model-options';
import { TokenPrice } from './token-price';
import { checkPlanAmount, checkPlanNumber } from '../private/validate';

const OPTIONAL_PRICES = ['cacheReadPerMillionTokens', 'cacheWritePerMillionTokens', 'cacheWrite1hPerMillionTokens'] as const;

export function checkModelOptions(what: string, options: ModelOptions, scope?: IConstruct): void {
  for (const member of ['burndown', 'contextWindow', 'maxOutputTokens'] as const) {
    const value = options[member];
    if (value !== undefined) checkPlanNumber(`the ${member} of ${what}`, value, 1, scope);
  }
  if (options.price !== undefined) checkPrice(`the price of ${what}`, options.price, scope);
}

function checkPrice(what: string, price: TokenPrice, scope?: IConstruct): void {
  checkPlanAmount(`the inputPerMillionTokens of ${what}`, price.inputPerMillionTokens, scope);
  checkPlanAmount(`the outputPerMillionTokens of ${what}`, price.outputPerMillionTokens, scope);
  for (const member of OPTIONAL_PRICES) {
    const value = price[member];
    if (value !== undefined) checkPlanAmount(`the ${member} of ${what}`, value, scope);
  }
}
