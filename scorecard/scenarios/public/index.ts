import { BEFORE_CONTENT } from './before-content';
import { CONDUCT } from './conduct';
import { FLAPPING } from './flapping';
import { MID_STREAM } from './mid-stream';
import { Scenario } from '../../scenario';

/** The sixteen faults of public gateway scorecards. */
export const PUBLIC_FAULTS: readonly Scenario[] = [...BEFORE_CONTENT, ...MID_STREAM, ...CONDUCT, FLAPPING]
  .sort((one, other) => one.id.localeCompare(other.id, 'en'));
