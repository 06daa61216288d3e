import { BEDROCK_FAULTS } from './bedrock';
import { PUBLIC_FAULTS } from './public';
import { Scenario } from '../scenario';

/** Every row of the scorecard, in order. */
export const SCENARIOS: readonly Scenario[] = [...PUBLIC_FAULTS, ...BEDROCK_FAULTS];
