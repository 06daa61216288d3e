import { LoggingConfiguration } from '../../../src/contract/invocation-logging';

/** The three operations of Bedrock on the setting of this account and Region. */
export interface LoggingControl {
  /** @returns undefined where nothing is configured */
  read(): Promise<LoggingConfiguration | undefined>;
  write(configuration: LoggingConfiguration): Promise<void>;
  remove(): Promise<void>;
}

/**
 * What a failed call means.
 * - `passing`: it may have worked, and may work when it is repeated.
 * - `settling`: what was just created (a role, its policy) may not be known everywhere yet; so may a real mistake look.
 * - `final`: it will not work.
 */
export type FailureKind = 'passing' | 'settling' | 'final';

/** A call failed, or its answer was lost. */
export class ControlError extends Error {
  constructor(readonly kind: FailureKind, name: string, message: string) {
    super(`${name}: ${message}`);
    this.name = name;
  }
}
