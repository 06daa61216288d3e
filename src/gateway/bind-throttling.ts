import { IConstruct } from 'constructs';
import { GatewayThrottling } from './gateway-throttling';
import { checkTemplateNumber } from '../private/validate';

const DEFAULT_RATE_LIMIT = 1000;
const DEFAULT_BURST_LIMIT = 2000;

export function bindThrottling(scope: IConstruct, throttling: GatewayThrottling = {}): Required<GatewayThrottling> {
  const { rateLimit = DEFAULT_RATE_LIMIT, burstLimit = DEFAULT_BURST_LIMIT } = throttling;
  checkTemplateNumber('throttling.rateLimit', rateLimit, 1, scope);
  checkTemplateNumber('throttling.burstLimit', burstLimit, 1, scope);
  return { rateLimit, burstLimit };
}
