import { ConverseBody } from '../converse';
import { JsonMembers } from '../invoke/invoke-body';

/** The members of a Converse request of which the input is made. */
type CountedBody = Pick<ConverseBody, 'messages' | 'system' | 'toolConfig'> & { readonly additionalModelRequestFields?: unknown };

/** What Bedrock is asked to count, as it would be sent to be answered. */
export type CountInput =
  | { readonly kind: 'converse'; readonly body: CountedBody }
  | { readonly kind: 'invoke'; readonly json: JsonMembers };

/** A request whose input is counted and not answered. */
export interface CountRequest {
  readonly route: string;
  /** In the words that a model of this family takes, or of any. @throws GatewayError when there are no such words */
  readonly inputFor: (family: string | undefined) => CountInput;
}
