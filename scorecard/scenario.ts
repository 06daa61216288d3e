import { Conduct } from './judge/conduct';
import { Wanted } from './judge/verdict';
import { CallerView, Check } from './judge/views';
import { Profile } from './profile';
import { RouteShape } from './routes';
import { Stage } from './stage/stage';

/** Which official client asks. */
export type ClientKind = 'openai' | 'awsSdk';

/** What is asked, the same in every scenario but for its form. */
export interface Question {
  readonly client: ClientKind;
  readonly streamed: boolean;
  /** Tokens of the whole answer. */
  readonly outputTokens: number;
  /** How long each token is at least. @default 1 */
  readonly charactersPerToken?: number;
  /** The answer is a call of this tool. */
  readonly tool?: string;
}

/** What a scenario does: asks, perhaps while something goes wrong, and says what else it looked at. */
export interface Play {
  readonly callers: readonly CallerView[];
  readonly checks?: readonly Check[];
}

/** One fault, as data. Each scenario has a route, targets and a tenant of its own, so that none leaves anything to the next. */
export interface Scenario {
  /** Short, unique, and usable as the name of a route. */
  readonly id: string;
  readonly title: string;
  readonly group: 'public' | 'bedrock';
  readonly route: RouteShape;
  readonly question: Question;
  /** Switches the fault on. */
  readonly arrange: (stage: Stage, profile: Profile) => void | Promise<void>;
  /**
   * Asks.
   * @default one request
   */
  readonly play?: (stage: Stage, profile: Profile) => Promise<Play>;
  /** Why the answer comes from another model than the first, when it does. */
  readonly answeredBy?: string;
  /** @default 'whole' */
  readonly wanted?: Wanted;
  /** @default 'pass' */
  readonly expected?: 'pass' | 'safe';
  readonly conduct?: (profile: Profile) => Partial<Conduct>;
}

export const ANSWER_TOKENS = 60;
export const STREAMED: Question = { client: 'openai', streamed: true, outputTokens: ANSWER_TOKENS };
export const WHOLE: Question = { client: 'openai', streamed: false, outputTokens: ANSWER_TOKENS };
export const SDK_STREAMED: Question = { client: 'awsSdk', streamed: true, outputTokens: ANSWER_TOKENS };
export const SDK_WHOLE: Question = { client: 'awsSdk', streamed: false, outputTokens: ANSWER_TOKENS };

/** How a gateway is allowed to behave where a scenario does not say otherwise. */
export function conductOf(scenario: Scenario, profile: Profile): Conduct {
  return {
    attemptsPerRequest: 3,
    failuresPerTarget: 2,
    meetsFault: true,
    wallMs: scenario.question.outputTokens * profile.interToken * 2 + profile.slack,
    ...scenario.conduct?.(profile),
  };
}
