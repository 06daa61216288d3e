import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { STSClient } from '@aws-sdk/client-sts';
import { hostHeader, readEndpointSettings, resolveEndpoint } from '../../../../lambda/adapters/aws/endpoints';

const REAL = { overrides: {}, fips: false, dualStack: false };

const region = 'eu-central-1';
const sdk = {
  bedrock: new BedrockRuntimeClient({ region }).config.endpointProvider,
  dynamodb: new DynamoDBClient({ region }).config.endpointProvider,
  sts: new STSClient({ region }).config.endpointProvider,
};

const REGIONS = [
  'us-east-1', 'eu-central-1', 'ap-southeast-7', 'mx-central-1', 'cn-north-1', 'cn-northwest-1', 'us-gov-west-1', 'us-gov-east-1',
  'eusc-de-east-1', 'us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'us-isof-south-1', 'us-newland-9',
];

describe('the real endpoints', () => {
  for (const service of ['bedrock', 'dynamodb', 'sts'] as const) {
    for (const [fips, dualStack] of [[false, false], [true, false], [false, true], [true, true]] as const) {
      test(`${service} is where the AWS SDK finds it, with FIPS ${fips} and dual stack ${dualStack}`, () => {
        for (const name of REGIONS) {
          const expected = sdk[service]({ Region: name, UseFIPS: fips, UseDualStack: dualStack, UseGlobalEndpoint: false } as never).url;
          const endpoint = resolveEndpoint({ overrides: {}, fips, dualStack }, service, name);
          expect(`https://${hostHeader(endpoint)}/`).toBe(expected.href);
          expect(endpoint).toMatchObject({ secure: true, basePath: '' });
        }
      });
    }
  }

  test.each(['', 'evil.example/', 'us-east-1.evil.example', 'us east', 'US-EAST-1', '-x', 'a@b'])('%p is refused as a Region', (name) => {
    expect(() => resolveEndpoint(REAL, 'bedrock', name)).toThrow('is not the name of an AWS Region');
  });
});

describe('the variables that redirect the SDKs', () => {
  test('a service\'s own variable comes before the general one', () => {
    const { overrides } = readEndpointSettings({ AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://bedrock' });
    expect(overrides).toEqual({ bedrock: 'http://bedrock', dynamodb: 'http://all', sts: 'http://all' });
  });

  test('an empty variable counts as absent', () => {
    expect(readEndpointSettings({ AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_STS: '' }).overrides).toEqual({});
    expect(readEndpointSettings({ AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_STS: '' }).overrides.sts).toBe('http://all');
  });

  test('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS switches all of them off', () => {
    const environment = { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_STS: 'http://sts', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' };
    expect(readEndpointSettings(environment).overrides).toEqual({});
    expect(readEndpointSettings({ ...environment, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' }).overrides.sts).toBe('http://sts');
  });

  test('FIPS and dual stack are read', () => {
    expect(readEndpointSettings({ AWS_USE_FIPS_ENDPOINT: 'true' })).toMatchObject({ fips: true, dualStack: false });
    expect(readEndpointSettings({ AWS_USE_DUALSTACK_ENDPOINT: 'true' })).toMatchObject({ fips: false, dualStack: true });
  });

  test.each(['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'])('%s must be true or false', (name) => {
    expect(() => readEndpointSettings({ [name]: 'yes' })).toThrow(`${name} must be "true" or "false", not "yes"`);
  });
});

describe('an override', () => {
  const resolve = (url: string, settings = {}) => resolveEndpoint({ ...REAL, overrides: { dynamodb: url }, ...settings }, 'dynamodb', 'us-east-1');

  test('may use http, a port and a path', () => {
    expect(resolve('http://localhost:4566/aws/')).toEqual({ secure: false, hostname: 'localhost', port: 4566, basePath: '/aws' });
  });

  test('without a port keeps the port of its scheme', () => {
    expect(resolve('https://proxy.example')).toEqual({ secure: true, hostname: 'proxy.example', basePath: '' });
  });

  test('with an IPv6 address has brackets in the host header only', () => {
    const endpoint = resolve('http://[::1]:8000');
    expect(endpoint.hostname).toBe('::1');
    expect(hostHeader(endpoint)).toBe('[::1]:8000');
  });

  test('leaves the other services alone', () => {
    expect(resolveEndpoint({ ...REAL, overrides: { dynamodb: 'http://localhost' } }, 'sts', 'us-east-1').hostname).toBe('sts.us-east-1.amazonaws.com');
  });

  test.each(['localhost:8000', 'ftp://files', 'nonsense'])('%p is refused', (url) => {
    expect(() => resolve(url)).toThrow('must be an http or https URL');
  });

  test.each([{ fips: true }, { dualStack: true }])('contradicts %p, as it does in the SDKs', (settings) => {
    expect(() => resolve('http://localhost', settings)).toThrow('switch off AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT');
  });
});
