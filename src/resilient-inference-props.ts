import { RemovalPolicy } from 'aws-cdk-lib';
import { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ApplicationProfiles } from './attribution/application-profiles';
import { GatewayAuth } from './gateway/gateway-auth';
import { GatewayThrottling } from './gateway/gateway-throttling';
import { MonitoringOptions } from './monitoring/monitoring-options';
import { RouteProps } from './routing/route-props';
import { ModelOptions } from './targets/model-options';
import { QuotaLedger } from './tenants/quota-ledger';
import { TenantProps } from './tenants/tenant-props';

/** Properties of `ResilientInference`. */
export interface ResilientInferenceProps {
  /** The model names that callers may ask for, and where each is served. At least one. */
  readonly routes: { [name: string]: RouteProps };

  /**
   * Who may call. At least one tenant is needed: a gateway without any serves nobody.
   *
   * @default - none, which is an error that says what to add
   */
  readonly tenants?: { [name: string]: TenantProps };

  /**
   * What is to be known of models, by the id of the foundation model (`anthropic.claude-sonnet-4-6`) or how it begins
   * (`anthropic.`): for a model that the package's own table does not know, for prices that were negotiated, or where the
   * table is out of date. It holds for every target of such a model, whatever profile it is called through; what a target
   * says itself counts more, and of two entries for one model the longer one. As in the table, `anthropic.claude-opus-4`
   * says nothing of a further version such as `anthropic.claude-opus-4-9`.
   *
   * An entry for a model that no target calls is an error.
   *
   * @default - what the table knows
   */
  readonly models?: { [foundationModel: string]: ModelOptions };

  /**
   * How quotas and capacities are counted.
   *
   * @default QuotaLedger.perRequest()
   */
  readonly quotaLedger?: QuotaLedger;

  /**
   * Whether callers may have their tokens counted (CountTokens, and `count_tokens` of Anthropic's API), which costs nothing.
   * Bedrock counts by foundation model, not by profile, and only for some models; it wants the permission to call the model
   * directly for it. So with this the gateway's role may call the models behind its cross-Region profiles in their source
   * Regions without the profile as well. Models in other accounts are not asked.
   *
   * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/count-tokens.html
   *
   * @default false
   */
  readonly tokenCounting?: boolean;

  /**
   * Whether calls to Bedrock go through tagged application inference profiles, so that its bills, metrics and invocation
   * log tell tenants or routes apart.
   *
   * @default ApplicationProfiles.none()
   */
  readonly applicationProfiles?: ApplicationProfiles;

  /**
   * How the gateway finds out which tenant is calling.
   *
   * @default GatewayAuth.apiKeys()
   */
  readonly auth?: GatewayAuth;

  /**
   * The table for quotas and API keys. It needs the string keys `pk` and `sk`, and `expiresAt` as its time-to-live attribute.
   * Gateways that share a table share what it holds: a tenant's keys and quota, and a target's capacity and health, are
   * those of every tenant and target of that name.
   *
   * @default - a new table: on demand, with point-in-time recovery
   */
  readonly table?: ITableV2;

  /**
   * Whether the new table refuses to be deleted. Cannot be combined with `table`.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;

  /**
   * What happens to the new table and the new log groups when they leave the stack. The table holds the API keys:
   * `RemovalPolicy.RETAIN` keeps them.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Where the gateway's function logs to. Neither prompts nor answers are ever logged.
   *
   * @default - a new log group
   */
  readonly logGroup?: ILogGroup;

  /**
   * How long the new log groups keep their lines.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * Whether the API writes an access log, to a log group of its own: one JSON line per request, without headers or bodies.
   *
   * @default true
   */
  readonly accessLogging?: boolean;

  /**
   * Whether to set the role with which API Gateway writes to CloudWatch Logs. It is a setting of the whole account
   * and Region that access logs do not work without; it is kept when the stack is deleted, since other APIs may use it.
   * Pass false where the account has such a role already.
   *
   * @default - true if `accessLogging` is true
   */
  readonly cloudWatchRole?: boolean;

  /**
   * How the gateway is watched.
   *
   * @default - a dashboard, and every alarm that the gateway can set off; they notify nobody
   */
  readonly monitoring?: MonitoringOptions;

  /**
   * What the API as a whole lets through, before any tenant's quota is looked at.
   *
   * @default - 1,000 requests a second, 2,000 at once
   */
  readonly throttling?: GatewayThrottling;

  /**
   * Copies of the function that are set aside for the gateway, which is also the most that it may use.
   *
   * @default - none are set aside: the account's limit counts
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * The name of the gateway's role. Set it when targets are in other accounts, whose `InferenceAccountRole` names it.
   * It can exist only once in an account, over all Regions.
   *
   * @default - generated by CloudFormation
   */
  readonly roleName?: string;
}
