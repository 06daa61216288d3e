import { Token } from 'aws-cdk-lib';
import { GEOGRAPHIES, OUTSIDE_EUROPEAN_UNION } from '../contract/geographies';
import { ResilientInferenceError } from '../private/errors';
import { checkRegion } from '../private/validate';

/**
 * The Regions that data must not leave.
 *
 * The geographies are those of Bedrock's cross-Region inference profiles, which stay inside theirs. The law may draw other
 * lines than Bedrock does: `DataBoundary.regions()` draws any.
 *
 * @example
 * const app = new App();
 * new ResilientInferenceStack(app, 'Inference', {
 *   env: { account: '111111111111', region: 'eu-central-1' },
 *   routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('eu.anthropic.claude-sonnet-4-6')] } },
 *   tenants: { 'team-a': {} },
 *   dataBoundary: DataBoundary.EU,
 * });
 */
export class DataBoundary {
  /** The United States: every Region of `us.` profiles. */
  public static readonly US = new DataBoundary('US', GEOGRAPHIES.us);

  /**
   * Europe: every Region of `eu.` profiles. London and Zurich are among them, which are not in the European Union;
   * `EU_MEMBER_STATES` leaves them out.
   */
  public static readonly EU = new DataBoundary('EU', GEOGRAPHIES.eu);

  /**
   * The Regions of `eu.` profiles in member states of the European Union. Where one of these profiles may be served
   * depends on the model and the Region that is called, and may be all of `EU`: such targets need their
   * `destinationRegions`, or the answer of Bedrock to `npx cdk-resilient-inference profiles`.
   */
  public static readonly EU_MEMBER_STATES = new DataBoundary(
    'EU_MEMBER_STATES', GEOGRAPHIES.eu.filter((region) => !OUTSIDE_EUROPEAN_UNION.includes(region)),
  );

  /** Japan: every Region of `jp.` profiles. */
  public static readonly JP = new DataBoundary('JP', GEOGRAPHIES.jp);

  /** Australia: every Region of `au.` profiles. */
  public static readonly AU = new DataBoundary('AU', GEOGRAPHIES.au);

  /** Asia and the Pacific, as Bedrock draws it: every Region of `apac.` profiles. One of them, me-central-1, is in the United Arab Emirates. */
  public static readonly APAC = new DataBoundary('APAC', GEOGRAPHIES.apac);

  /** AWS GovCloud (US). */
  public static readonly US_GOV = new DataBoundary('US_GOV', GEOGRAPHIES['us-gov']);

  /**
   * These Regions and no other.
   *
   * @param regions Region codes, at least one
   */
  public static regions(regions: string[]): DataBoundary {
    if (Token.isUnresolved(regions) || regions.some((region) => Token.isUnresolved(region))) {
      throw new ResilientInferenceError('TokenNotAllowed', 'a Region of the data boundary is a token, but it is checked at synth: write the Region codes');
    }
    if (regions.length === 0) {
      throw new ResilientInferenceError('InvalidRegion', 'the data boundary has no Region, so nothing could be inside: list at least one');
    }
    for (const region of regions) checkRegion('a Region of the data boundary', region);
    return new DataBoundary('of its own', [...new Set(regions)].sort());
  }

  /**
   * What it is called in messages.
   *
   * @internal
   */
  public readonly _name: string;

  /** @internal */
  public readonly _regions: readonly string[];

  private constructor(name: string, regions: readonly string[]) {
    this._name = name;
    this._regions = regions;
  }
}
