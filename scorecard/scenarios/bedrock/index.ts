import { CALLERS } from './callers';
import { CLOCKS } from './clocks';
import { CREDENTIALS } from './credentials';
import { DEPENDENCIES } from './dependencies';
import { ERRORS } from './errors';
import { OUTAGES } from './outages';
import { SECOND_TARGETS } from './second-targets';
import { SLOW_READERS } from './slow-reader';
import { STREAM_EXCEPTIONS } from './stream-exceptions';
import { Scenario } from '../../scenario';

/** Faults of Amazon Bedrock, of what the gateway depends on, and of its callers. */
export const BEDROCK_FAULTS: readonly Scenario[] = [
  ...STREAM_EXCEPTIONS, ...ERRORS, ...OUTAGES, ...DEPENDENCIES, ...CALLERS, ...SLOW_READERS, ...CREDENTIALS, ...CLOCKS, ...SECOND_TARGETS,
];
