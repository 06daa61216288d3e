import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ProvisionedCommitment } from './provisioned-commitment';
import { TokenPrice } from '../targets/token-price';

/** Properties of `ProvisionedThroughput`. */
export interface ProvisionedThroughputProps {
  /**
   * The model: the id of a foundation model in the variant that is sold so (`amazon.nova-lite-v1:0:300k`), the ARN of a
   * foundation model or of a custom model, or a token that becomes such an ARN.
   *
   * A custom model can take the place of another one of the same base model while it is in service. Any other change buys
   * a new one and deletes the old one when the new one is in service.
   *
   * https://docs.aws.amazon.com/bedrock/latest/userguide/prov-thru-supported.html
   */
  readonly model: string;

  /**
   * Model units: a whole number of at least 1. An account has none until AWS Support grants some. Another number buys a
   * new Provisioned Throughput before the old one is deleted, which takes the units of both.
   *
   * https://docs.aws.amazon.com/bedrock/latest/userguide/prov-thru-purchase.html
   */
  readonly modelUnits: number;

  /**
   * For how long it is bought. Another commitment buys a new one; while one runs, nothing that would have to be replaced
   * can be changed, because both would be charged for.
   *
   * @default ProvisionedCommitment.none()
   */
  readonly commitment?: ProvisionedCommitment;

  /**
   * The foundation model behind a custom model or a token, so that what is known of it holds for targets too.
   *
   * @default - the foundation model that `model` names; nothing is known of what is behind other ARNs
   */
  readonly foundationModel?: string;

  /**
   * What its name begins with: at most 54 letters and digits, with single hyphens and underscores between them. A hyphen
   * and eight characters follow, so that what replaces it can stand beside it. Changing it gives it another name.
   *
   * @default - made from the construct's path
   */
  readonly provisionedModelName?: string;

  /**
   * Tags of the Provisioned Throughput. Values may be tokens.
   *
   * @default - no tags
   */
  readonly tags?: { [key: string]: string };

  /**
   * What becomes of it when it leaves the stack. Under a commitment, `RemovalPolicy.DESTROY` makes the removal fail with
   * the date on which the commitment ends. What has been replaced is deleted whatever this says.
   *
   * @default - RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE under a commitment, otherwise RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How long a deployment waits for it to come into service, to change or to be gone: 5 to 50 minutes. A new one that has
   * not come into service by then makes the deployment fail and is deleted.
   *
   * @default Duration.minutes(45)
   */
  readonly waitLimit?: Duration;

  /**
   * How long before the end of the commitment there is an alarm: at least a day.
   *
   * @default - 7 days for a month, 30 days for six months
   */
  readonly commitmentNotice?: Duration;

  /**
   * US dollars that one model unit costs in an hour. With it, `breakEven` says from how many tokens on it is cheaper than
   * on demand, and so does a note at synth. AWS tells the price on request: https://aws.amazon.com/bedrock/pricing/
   *
   * @default - no comparison
   */
  readonly pricePerModelUnitHour?: number;

  /**
   * What the same model costs on demand. Needs `pricePerModelUnitHour`.
   *
   * @default - the list price of the foundation model in the Region, as far as the package knows it
   */
  readonly onDemandPrice?: TokenPrice;

  /**
   * The share of input among all tokens, from 0 to 1. Needs `pricePerModelUnitHour`.
   *
   * @default 0.75
   */
  readonly inputShare?: number;
}
