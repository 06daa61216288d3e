import { checkProfileTags } from './check-tags';
import { ProfileChoice, ProfileOwner } from './profile-choice';

/** What application inference profiles are made with. */
export interface ApplicationProfileOptions {
  /**
   * Tags beside those of the gateway: `inference-gateway`, and `inference-tenant` or `inference-route`. Values may be
   * tokens. AWS shows costs by those that have been activated as cost allocation tags.
   *
   * @default - the gateway's tags alone
   */
  readonly tags?: { [key: string]: string };
}

/**
 * Whose name is on the calls to Bedrock, in its invocation log, its metrics and the bill.
 *
 * The gateway makes tagged application inference profiles and calls those in the place of the models and system-defined
 * profiles that they are copies of. Quotas, capacity and health stay what they are: a profile draws on its source.
 *
 * A profile can only be made where the gateway is. Targets of other accounts or Regions, Provisioned Throughput, other
 * ARNs and `InferenceTarget.applicationProfile()` are called as they are.
 *
 * @example
 * new ResilientInference(this, 'Gateway', {
 *   routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
 *   tenants: { 'team-a': {}, 'team-b': {} },
 *   applicationProfiles: ApplicationProfiles.perTenant({ tags: { 'cost-center': '4711' } }),
 * });
 */
export abstract class ApplicationProfiles {
  /** One for every tenant and everything that it may call: 250 at most, or `perRoute()` where that is too many. */
  public static perTenant(options: ApplicationProfileOptions = {}): ApplicationProfiles {
    return profilesOf('tenant', options);
  }

  /** One for every route and everything that it calls. */
  public static perRoute(options: ApplicationProfileOptions = {}): ApplicationProfiles {
    return profilesOf('route', options);
  }

  /** None: every call names its target's model. */
  public static none(): ApplicationProfiles {
    return choose(undefined);
  }

  /** @internal */
  public abstract _choice(): ProfileChoice | undefined;
}

function profilesOf(owner: ProfileOwner, { tags = {} }: ApplicationProfileOptions): ApplicationProfiles {
  checkProfileTags(`the tags of ApplicationProfiles.${owner === 'tenant' ? 'perTenant' : 'perRoute'}()`, tags);
  return choose({ owner, tags: new Map(Object.entries(tags)) });
}

function choose(choice: ProfileChoice | undefined): ApplicationProfiles {
  return new (class extends ApplicationProfiles {
    /** @internal */
    public _choice(): ProfileChoice | undefined {
      return choice;
    }
  })();
}
