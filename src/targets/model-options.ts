import { TokenPrice } from './token-price';

/**
 * What is known of a model. For models that a gateway's `models` does not name, and for what is left out there, it comes
 * from a table of this package, which has a date and a source for each column.
 */
export interface ModelOptions {
  /**
   * Quota tokens that one output token costs: a whole number, at least 1.
   *
   * @default - by model, from a table; the highest published rate where a model of Anthropic or OpenAI, or the model itself, is not known
   */
  readonly burndown?: number;

  /**
   * Whether the model goes on from a last message of the assistant. `MidStreamPolicy.resume()` uses it.
   *
   * @default - by model, from a table; false where the model is not known
   */
  readonly acceptsPrefill?: boolean;

  /**
   * How many tokens of input the model takes. A request that is surely longer is sent to a target that takes more,
   * if the route has one, without asking this one first.
   *
   * @default - by model, from a table; where the model is not known, Bedrock is asked
   */
  readonly contextWindow?: number;

  /**
   * How many tokens of output the model may be asked for. A request that asks for more is sent to another target, if
   * the route has one.
   *
   * @default - by model, from a table; where the model is not known, Bedrock is asked
   */
  readonly maxOutputTokens?: number;

  /**
   * What tokens cost, as it is: nothing is added for a Region or a geographic profile. `RoutingStrategy.lowestCost()`
   * needs it.
   *
   * @default - by model, from a table of list prices: on demand, standard tier, with the 10 % by which a Region and a
   * geographic profile of newer models cost more than a Global one; none where no single price was found
   */
  readonly price?: TokenPrice;
}
