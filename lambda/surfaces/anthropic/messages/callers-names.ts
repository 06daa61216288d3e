import { CallersNames } from '../../../core/requests/inference-request';

export const ANTHROPIC_NAMES: CallersNames = { betas: 'anthropic-beta', metadata: 'metadata' };
