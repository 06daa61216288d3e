import { Outcome } from './finding';

/** One question to the gateway. */
export interface Check {
  /** Checks of one family stand together in the report. */
  readonly family: string;
  readonly title: string;
  /** Requests that a model answers, at most: what it costs is said before anything is sent. */
  readonly modelCalls: number;
  run(): Promise<Outcome>;
}

/** What is known before anything is asked: most of all what cannot be, so that nobody takes it for proved. */
export function settled(family: string, title: string, outcome: Outcome): Check {
  return { family, title, modelCalls: 0, run: () => Promise.resolve(outcome) };
}
