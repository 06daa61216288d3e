/** The services that the gateway calls, with the names that AWS gives them. */
export const AWS_SERVICES = {
  bedrock: { host: 'bedrock-runtime', signingName: 'bedrock', variable: 'BEDROCK_RUNTIME' },
  dynamodb: { host: 'dynamodb', signingName: 'dynamodb', variable: 'DYNAMODB' },
  sts: { host: 'sts', signingName: 'sts', variable: 'STS' },
} as const;

export type AwsService = keyof typeof AWS_SERVICES;

/** Where the services are, as the AWS SDKs would find out. */
export interface EndpointSettings {
  /** URLs that replace the real endpoints. */
  readonly overrides: { readonly [service in AwsService]?: string };
  readonly fips: boolean;
  readonly dualStack: boolean;
}

/** A resolved endpoint. */
export interface Endpoint {
  readonly secure: boolean;
  readonly hostname: string;
  /** Absent: the scheme's own port. */
  readonly port?: number;
  /** What an override's path puts before every path; empty for the real endpoints. */
  readonly basePath: string;
}

interface Partition {
  readonly regions: RegExp;
  readonly dnsSuffix: string;
  readonly dualStackDnsSuffix: string;
}

/** The first one also takes every Region that no other partition claims. Source: `partitions.json` of the AWS SDKs. */
const COMMERCIAL: Partition = { regions: /^/, dnsSuffix: 'amazonaws.com', dualStackDnsSuffix: 'api.aws' };

const OTHER_PARTITIONS: readonly Partition[] = [
  { regions: /^cn-\w+-\d+$/, dnsSuffix: 'amazonaws.com.cn', dualStackDnsSuffix: 'api.amazonwebservices.com.cn' },
  { regions: /^eusc-de-\w+-\d+$/, dnsSuffix: 'amazonaws.eu', dualStackDnsSuffix: 'api.amazonwebservices.eu' },
  { regions: /^us-iso-\w+-\d+$/, dnsSuffix: 'c2s.ic.gov', dualStackDnsSuffix: 'api.aws.ic.gov' },
  { regions: /^us-isob-\w+-\d+$/, dnsSuffix: 'sc2s.sgov.gov', dualStackDnsSuffix: 'api.aws.scloud' },
  { regions: /^eu-isoe-\w+-\d+$/, dnsSuffix: 'cloud.adc-e.uk', dualStackDnsSuffix: 'api.cloud-aws.adc-e.uk' },
  { regions: /^us-isof-\w+-\d+$/, dnsSuffix: 'csp.hci.ic.gov', dualStackDnsSuffix: 'api.aws.hci.ic.gov' },
];

/** Services whose plain host name in GovCloud already is the validated one. Source: the SDKs' endpoint rule sets. */
const PLAIN_HOST_IS_FIPS_IN_GOVCLOUD: readonly AwsService[] = ['dynamodb', 'sts'];

/**
 * Reads the variables that redirect the AWS SDKs.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function readEndpointSettings(environment: Readonly<Record<string, string | undefined>>): EndpointSettings {
  const overrides: { [service in AwsService]?: string } = {};
  if (!readSwitch(environment, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS')) {
    for (const service of Object.keys(AWS_SERVICES) as AwsService[]) {
      const own = environment[`AWS_ENDPOINT_URL_${AWS_SERVICES[service].variable}`];
      // As in the SDKs, an empty variable counts as absent.
      const url = own === undefined || own === '' ? environment.AWS_ENDPOINT_URL : own;
      if (url !== undefined && url !== '') overrides[service] = url;
    }
  }
  return {
    overrides,
    fips: readSwitch(environment, 'AWS_USE_FIPS_ENDPOINT'),
    dualStack: readSwitch(environment, 'AWS_USE_DUALSTACK_ENDPOINT'),
  };
}

function readSwitch(environment: Readonly<Record<string, string | undefined>>, name: string): boolean {
  const value = environment[name];
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new Error(`the environment variable ${name} must be "true" or "false", not ${JSON.stringify(value)}`);
}

/** The endpoint of a service in a Region. */
export function resolveEndpoint(settings: EndpointSettings, service: AwsService, region: string): Endpoint {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(region)) {
    throw new Error(`${JSON.stringify(region)} is not the name of an AWS Region: expected something like "eu-central-1"`);
  }
  const override = settings.overrides[service];
  if (override !== undefined) return resolveOverride(settings, service, override);

  const partition = OTHER_PARTITIONS.find(({ regions }) => regions.test(region)) ?? COMMERCIAL;
  const plainIsFips = region.startsWith('us-gov-') && PLAIN_HOST_IS_FIPS_IN_GOVCLOUD.includes(service) && !settings.dualStack;
  const host = AWS_SERVICES[service].host + (settings.fips && !plainIsFips ? '-fips' : '');
  const suffix = settings.dualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix;
  return { secure: true, hostname: `${host}.${region}.${suffix}`, basePath: '' };
}

function resolveOverride(settings: EndpointSettings, service: AwsService, override: string): Endpoint {
  if (settings.fips || settings.dualStack) {
    throw new Error(`${service} has an endpoint URL of its own (${override}): switch off AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT`);
  }
  const url = URL.canParse(override) ? new URL(override) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new Error(`the endpoint URL of ${service} must be an http or https URL, not ${JSON.stringify(override)}`);
  }
  return {
    secure: url.protocol === 'https:',
    // Node's connections want an IPv6 address without its brackets.
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    basePath: url.pathname.replace(/\/$/, ''),
  };
}

/** The `Host` header of an endpoint. */
export function hostHeader({ hostname, port }: Endpoint): string {
  const name = hostname.includes(':') ? `[${hostname}]` : hostname;
  return port === undefined ? name : `${name}:${port}`;
}
