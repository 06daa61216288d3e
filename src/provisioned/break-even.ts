import { IConstruct } from 'constructs';
import { ProvisionedThroughputProps } from './provisioned-throughput-props';
import { ResilientInferenceError } from '../private/errors';
import { publishedPrice } from '../targets/published-price';

/** From where on Provisioned Throughput is cheaper than the same model on demand. */
export interface BreakEven {
  /** US dollars that all model units cost in an hour. */
  readonly usdPerHour: number;

  /** Tokens a minute, input and output together, that cost as much on demand, around the clock. */
  readonly tokensPerMinute: number;

  /** The share of input among them. */
  readonly inputShare: number;
}

const INPUT_SHARE = 0.75;

/** @returns undefined when the user has not said what a unit costs */
export function breakEvenOf(
  scope: IConstruct, props: ProvisionedThroughputProps, foundationModel: string | undefined, region: string,
): BreakEven | undefined {
  const { pricePerModelUnitHour, inputShare = INPUT_SHARE } = props;
  if (pricePerModelUnitHour === undefined) return undefined;
  const price = props.onDemandPrice ?? (foundationModel === undefined ? undefined : publishedPrice({ kind: 'foundationModel', foundationModel }, region));
  if (!price) {
    throw new ResilientInferenceError(
      'MissingPrice',
      `pricePerModelUnitHour is ${pricePerModelUnitHour}, but the price of ${foundationModel === undefined ? 'the model' : `'${foundationModel}'`} on demand is not known here: pass onDemandPrice, or remove pricePerModelUnitHour`,
      scope,
    );
  }
  const usdPerHour = pricePerModelUnitHour * props.modelUnits;
  const usdPerMillionTokens = inputShare * price.inputPerMillionTokens + (1 - inputShare) * price.outputPerMillionTokens;
  // Rounded once more, lest the noise of a fraction makes one more token.
  return { usdPerHour, inputShare, tokensPerMinute: Math.ceil(Number((usdPerHour * 1_000_000 / 60 / usdPerMillionTokens).toPrecision(12))) };
}

/** What is said of it at synth. */
export function describeBreakEven({ usdPerHour, tokensPerMinute, inputShare }: BreakEven): string {
  return `costs $${usdPerHour.toFixed(2)} an hour, as much as ${tokensPerMinute.toLocaleString('en-US')} tokens a minute on demand, around the clock and with ${Math.round(inputShare * 100)} % of them input: `
    + 'below that, on demand is cheaper. Whether the units can serve that many is for a load test to say';
}
