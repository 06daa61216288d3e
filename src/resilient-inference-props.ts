import { RemovalPolicy } from 'aws-cdk-lib';
import { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ApplicationProfiles } from './attribution/application-profiles';
import { DataBoundary } from './boundary/data-boundary';
import { GatewayCompute } from './compute/gateway-compute';
import { GatewayAuth } from './gateway/gateway-auth';
import { GatewayDomain } from './gateway/gateway-domain';
import { GatewayEndpoint } from './gateway/gateway-endpoint';
import { GatewayThrottling } from './gateway/gateway-throttling';
import { GatewayWebAcl } from './gateway/gateway-web-acl';
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
   * The Regions that data must not leave: prompts and answers, and what the gateway keeps and logs. Whatever can leave them is
   * an error at synth that names the route, the target and the Region: a Region that is called, a destination of a profile
   * (a Global profile always), a fallback of any kind, a guardrail that calls other Regions, the stack itself, a table with
   * a replica elsewhere, a log group elsewhere.
   *
   * What cannot be seen at synth cannot be proved and is an error too, where it could carry a prompt: a stack without a
   * Region, a profile of which nobody knows where it may be served.
   *
   * @default - none: data goes where targets are
   */
  readonly dataBoundary?: DataBoundary;

  /**
   * How the gateway finds out which tenant is calling.
   *
   * @default GatewayAuth.apiKeys()
   */
  readonly auth?: GatewayAuth;

  /**
   * The table for quotas and API keys, of the gateway's account and Region. It needs the string keys `pk` and `sk`, and `expiresAt`
   * as its time-to-live attribute: a table of the app with other keys is an error.
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
   * Where the gateway's function logs to, of its account and Region. Neither prompts nor answers are ever logged.
   *
   * @default - a new log group
   */
  readonly logGroup?: ILogGroup;

  /**
   * Where the API writes its access log, of its account and Region. Cannot be combined with `accessLogging: false`.
   *
   * @default - a new log group
   */
  readonly accessLogGroup?: ILogGroup;

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
   * On what the function runs.
   *
   * @default GatewayCompute.lambda()
   */
  readonly compute?: GatewayCompute;

  /**
   * The name of the gateway's role. Set it when targets are in other accounts, whose `InferenceAccountRole` names it.
   * It can exist only once in an account, over all Regions.
   *
   * @default - generated by CloudFormation
   */
  readonly roleName?: string;

  /**
   * The permissions boundary of every role that the gateway creates; `permissionsBoundary` of a stack is that of the stack. It has to allow what the roles need, or calls are denied.
   *
   * @default - none
   */
  readonly rolePermissionsBoundary?: IManagedPolicy;

  /**
   * A key of your own for what is stored: the new table, the new log groups and the function's environment variables. Its
   * policy lets CloudWatch Logs use it for log groups of this stack; that of an imported key has to say so itself. It is of the
   * gateway's Region, and not an alias. What was
   * brought (`table`, `logGroup`, `accessLogGroup`) keeps the encryption that it has.
   *
   * @default - keys of AWS
   */
  readonly encryptionKey?: IKey;

  /**
   * From where the API can be reached.
   *
   * @default GatewayEndpoint.regional()
   */
  readonly endpoint?: GatewayEndpoint;

  /**
   * A domain name of your own for the API. The address that AWS gave it is switched off then, unless you keep it.
   *
   * @default - none
   */
  readonly domain?: GatewayDomain;

  /**
   * What callers have to speak, at the address that AWS gave the API and at the `domain`: there, too, the policy of the API
   * is what counts. TLS 1.0 and policies for edge-optimized APIs are refused.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
   *
   * @default SecurityPolicy.TLS13_1_2_PQ_2025_09
   */
  readonly tlsPolicy?: SecurityPolicy;

  /**
   * A web ACL of AWS WAF in front of the API.
   *
   * @default - none
   */
  readonly webAcl?: GatewayWebAcl;

  /**
   * The VPC that the function is connected to, which another account may share, or that the instances of
   * `GatewayCompute.managedInstances()` are in, which need one. Without a NAT gateway it needs VPC endpoints (`InferenceVpcEndpoints`).
   *
   * @default - none: the function reaches AWS services directly
   */
  readonly vpc?: IVpc;

  /**
   * Where in `vpc` the function is, or the instances: at most 16 subnets. Cannot be given without it.
   *
   * @default - private subnets with a way out, or else isolated ones
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Of the function in `vpc`, or of the instances: at most five. Cannot be given without it.
   *
   * @default - a new one, which lets HTTPS out and nothing in
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Whether requests are traced with AWS X-Ray: API, function, and within it each call to Bedrock with what the semantic
   * conventions of OpenTelemetry for generative AI have names for (model, tokens, errors), never with content.
   *
   * @default false
   */
  readonly tracing?: boolean;
}
