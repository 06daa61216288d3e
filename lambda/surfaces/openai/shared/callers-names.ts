import { CallersNames } from '../../../core/requests/inference-request';

export const OPENAI_NAMES: CallersNames = { metadata: 'metadata', serviceTier: 'service_tier' };
