import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnDomainNameV2, DomainName, EndpointType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, IGrantable, PermissionsBoundary, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Function, ICapacityProvider } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { checkDeclaredShards, declaredTargets } from './accounts/check-declared-shards';
import { GatewayEstate } from './accounts/gateway-estate';
import { createProfiles } from './attribution/create-profiles';
import { checkDataBoundary } from './boundary/check-data-boundary';
import { tellOfRegionPolicies } from './boundary/tell-of-region-policies';
import { checkComputeNetwork } from './compute/check-compute-network';
import { GatewayCompute } from './compute/gateway-compute';
import { warnOfManagedInstances } from './compute/warn-of-managed-instances';
import { ENVIRONMENT } from './contract/environment';
import { letLogsUseKey } from './encryption/let-logs-use-key';
import { apiPolicy } from './gateway/api-policy';
import { bindThrottling } from './gateway/bind-throttling';
import { BoundAuth } from './gateway/bound-auth';
import { checkBrought } from './gateway/check-brought';
import { checkContradictions } from './gateway/check-contradictions';
import { checkDomain, createDomain } from './gateway/create-domain';
import { createPrivateDomain } from './gateway/create-private-domain';
import { createWebAcl } from './gateway/create-web-acl';
import { createGatewayApi } from './gateway/gateway-api';
import { GatewayAuth } from './gateway/gateway-auth';
import { GatewayEndpoint } from './gateway/gateway-endpoint';
import { createGatewayFunction } from './gateway/gateway-function';
import { createGatewayTable, grantGatewayTable } from './gateway/gateway-table';
import { granteeHere } from './gateway/grantee-here';
import { bindTlsPolicy } from './gateway/tls-policy';
import { checkPolicyCount } from './iam/check-policy-count';
import { countingStatements } from './iam/counting-statements';
import { guardrailsOf, guardrailStatements } from './iam/guardrail-statements';
import { gatewayStatements } from './iam/target-statements';
import { CreatedMonitoring } from './monitoring/created-monitoring';
import { GatewayMonitoring } from './monitoring/gateway-monitoring';
import { MeasuredGateway } from './monitoring/measured-gateway';
import { bindTenantMetrics } from './monitoring/tenant-metrics';
import { bindNetwork } from './network/bind-network';
import { networkStatements } from './network/network-statements';
import { warnOfReach } from './network/warn-of-reach';
import { distinctTargets, renderPlan } from './plan/render-plan';
import { ResilientInferenceError } from './private/errors';
import { gatewayCode } from './private/runtime-code';
import { ResilientInferenceProps } from './resilient-inference-props';
import { bindRoutes } from './routing/bind-routes';
import { bindModels } from './targets/bound-models';
import { bindTenants } from './tenants/bind-tenants';
import { checkShards } from './tenants/check-shards';

/** What API Gateway allows; the name of a gateway is the name of its API. */
const LONGEST_NAME = 128;

/**
 * A gateway in front of Amazon Bedrock that keeps answering when a quota is used up, a model throttles, or a
 * Region or an account is in trouble, and that holds every tenant to its quota.
 *
 * @example
 * new ResilientInference(this, 'Gateway', {
 *   routes: {
 *     'claude-sonnet': {
 *       targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')],
 *       fallbacks: [{ targets: [InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6')] }],
 *     },
 *   },
 *   tenants: {
 *     'team-a': { quota: { requestsPerMinute: 60, quotaTokensPerMinute: 200_000 } },
 *   },
 * });
 */
export class ResilientInference extends MeasuredGateway {
  /**
   * The name of the gateway: of its API, and what its metrics have in the dimension `Gateway`. It follows from the name of
   * the stack and the place of the construct in it, so that no two gateways of an account and Region share it.
   */
  public readonly gatewayName: string;

  /** The API that clients call. */
  public readonly api: RestApi;

  /**
   * The function behind the API. It has the 15 minutes that Lambda allows and, unless `compute` says otherwise, 1,024 MB of memory,
   * chosen for the processor share that comes with it.
   */
  public readonly handler: Function;

  /** The role of the function. It may call the targets of the routes, and nothing else of Bedrock. */
  public readonly role: Role;

  /** Quotas and API keys. */
  public readonly table: ITableV2;

  /** Where the function logs to. */
  public readonly logGroup: ILogGroup;

  /** The access log of the API, unless it was switched off. */
  public readonly accessLogGroup?: ILogGroup;

  /** What the API calls, if there are `provisionedConcurrentExecutions` or managed instances: an alias of the function. */
  public readonly alias?: Alias;

  /** The instances that the function runs on, with `GatewayCompute.managedInstances()`. */
  public readonly capacityProvider?: ICapacityProvider;

  /** The API's domain name, if it has a `domain` and is not private. */
  public readonly domainName?: DomainName;

  /** The domain name of a private API, if it has a `domain`. */
  public readonly privateDomainName?: CfnDomainNameV2;

  /** The web ACL in front of the API, if it is a new one. */
  public readonly webAcl?: CfnWebACL;

  /** The dashboard and the alarms. */
  public readonly monitoring: GatewayMonitoring;

  /** @internal */
  public readonly _auth: BoundAuth;

  /**
   * What the stacks of other accounts are made from.
   *
   * @internal
   */
  public readonly _estate: GatewayEstate;

  private readonly address?: string;

  constructor(scope: Construct, id: string, props: ResilientInferenceProps) {
    super(scope, id);
    const endpoint = (props.endpoint ?? GatewayEndpoint.regional())._bind(this);
    const isPrivate = endpoint.type === EndpointType.PRIVATE;
    checkContradictions(this, props);
    const compute = (props.compute ?? GatewayCompute.lambda())._bind(this);
    checkComputeNetwork(this, compute, props);
    checkDeclaredShards(this, props.routes);
    if (props.domain) checkDomain(this, props.domain, endpoint);
    const tlsPolicy = bindTlsPolicy(this, props.tlsPolicy);
    const webAcl = props.webAcl?._bind(this);
    this.gatewayName = Names.uniqueResourceName(this, { maxLength: LONGEST_NAME });
    const routes = bindRoutes(this, props.routes, bindModels(this, props.models));
    const tenants = bindTenants(this, props.tenants ?? {}, routes);
    checkShards(this, tenants, routes);
    this._estate = { roleName: props.roleName, targets: Object.values(props.routes).flatMap(declaredTargets) };
    if (props.dataBoundary) checkDataBoundary(this, props.dataBoundary, routes, props);
    checkBrought(this, props, webAcl);
    tellOfRegionPolicies(this, distinctTargets(routes));
    const throttling = bindThrottling(this, props.throttling);
    this._auth = (props.auth ?? GatewayAuth.apiKeys())._bind(this, tenants);
    const profileChoice = props.applicationProfiles?._choice();
    const profiles = profileChoice && createProfiles(this, profileChoice, routes, tenants);
    const { quotaLedger: ledger, tokenCounting } = props;
    const { plan, environment } = renderPlan(this, routes, tenants, this._auth, {
      gateway: this.gatewayName,
      ledger,
      profiles,
      tokenCounting,
      tenantMetrics: bindTenantMetrics(this, props.monitoring?.tenantMetrics, tenants.length),
    });
    const targets = distinctTargets(routes);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.DESTROY;
    const { accessLogging = true, encryptionKey, tracing = false } = props;
    const logs = { retention: props.logRetention ?? RetentionDays.ONE_MONTH, removalPolicy, encryptionKey };
    if (encryptionKey && !(props.logGroup && (props.accessLogGroup || !accessLogging))) letLogsUseKey(this, encryptionKey);

    this.table = props.table ?? createGatewayTable(this, { deletionProtection: props.deletionProtection ?? false, removalPolicy, encryptionKey });
    this.logGroup = props.logGroup ?? new LogGroup(this, 'LogGroup', logs);
    this.role = new Role(this, 'Role', {
      roleName: props.roleName,
      description: 'Lets the inference gateway call the targets of its routes',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.node.addValidation({
      validate: () => checkPolicyCount(
        this.role, 'call some of the targets through an InferenceAccountRole, call fewer models in fewer Regions, or spread the routes over several gateways',
      ),
    });
    if (props.rolePermissionsBoundary) PermissionsBoundary.of(this).apply(props.rolePermissionsBoundary);
    grantGatewayTable(this.table, this.role, this._auth.tableActions);
    if (this.table.encryptionKey !== encryptionKey) encryptionKey?.grant(this.role, 'kms:Decrypt');
    this.logGroup.grantWrite(this.role);
    const network = bindNetwork(this, props);
    if (network) warnOfReach(this, network, targets, this._auth);
    if (compute.kind === 'managedInstances') warnOfManagedInstances(this, compute, network);
    for (const statement of [
      ...gatewayStatements(Stack.of(this), targets, profiles),
      ...guardrailStatements(Stack.of(this), guardrailsOf(routes)),
      ...tokenCounting ? countingStatements(Stack.of(this), targets) : [],
      ...network && compute.kind === 'lambda' ? networkStatements(Stack.of(this)) : [],
    ]) this.role.addToPolicy(statement);

    const { handler, alias, capacityProvider } = createGatewayFunction(this, compute, {
      code: gatewayCode(this, plan),
      environment: {
        [ENVIRONMENT.TABLE_NAME]: this.table.tableName,
        ...props.domain?.basePath !== undefined && { [ENVIRONMENT.BASE_PATH]: props.domain.basePath },
        ...tracing && { [ENVIRONMENT.TRACING]: 'xray' },
        ...environment,
      },
      role: this.role,
      logGroup: this.logGroup,
      network,
      environmentEncryption: encryptionKey,
      tracing,
    });
    this.handler = handler;
    this.alias = alias;
    this.capacityProvider = capacityProvider;
    this.accessLogGroup = accessLogging ? props.accessLogGroup ?? new LogGroup(this, 'AccessLogGroup', logs) : undefined;
    this.api = createGatewayApi(this, {
      name: this.gatewayName,
      handler: alias ?? handler,
      throttling,
      accessLogGroup: this.accessLogGroup,
      cloudWatchRole: props.cloudWatchRole ?? accessLogging,
      methods: this._auth.methods,
      endpoint,
      tlsPolicy,
      disableDefaultEndpoint: props.domain !== undefined && !(props.domain.keepDefaultEndpoint ?? isPrivate),
      tracing,
      policy: apiPolicy(endpoint, this._auth),
    });
    if (props.domain) {
      const { domainName, basePath } = props.domain;
      if (isPrivate) this.privateDomainName = createPrivateDomain(this, this.api, props.domain, endpoint.vpcEndpoints);
      else this.domainName = createDomain(this, this.api, props.domain, tlsPolicy);
      this.address = `https://${domainName}/${basePath === undefined ? '' : `${basePath}/`}`;
    }
    this.webAcl = webAcl && createWebAcl(this, this.api, webAcl);
    const { logGroup, gatewayName: name } = this;
    this.monitoring = new CreatedMonitoring(this, 'Monitoring', { name, handler, logGroup, compute, plan }, props.monitoring ?? {});
  }

  /** Where clients send their requests: the base URL, with a slash at its end. With a `domain`, that. */
  public get url(): string {
    return this.address ?? this.api.url;
  }

  /**
   * Lets a principal send requests to the API, under `GatewayAuth.iam()`. It does not make it a tenant: that is what a
   * tenant's `iamPrincipals` do. A role of another stack gets it in
   * this stack. Principals of other accounts need it in a policy of their own account.
   *
   * @returns the grant
   */
  public grantInvoke(grantee: IGrantable): Grant {
    if (!this._auth.signed) {
      throw new ResilientInferenceError(
        'ContradictoryProperties', 'grantInvoke() has no effect, because callers do not sign their requests here: set auth to GatewayAuth.iam(), or remove the call', this,
      );
    }
    return Grant.addToPrincipal({
      grantee: granteeHere(this, grantee),
      actions: ['execute-api:Invoke'],
      resourceArns: [this.api.arnForExecuteApi('*', '/*', this.api.deploymentStage.stageName)],
    });
  }
}
