import { AwsTransport, AwsTransportOptions, createAwsTransport } from '../../../../lambda/adapters/aws/aws-transport';
import { AwsCredentials } from '../../../../lambda/adapters/aws/credentials';
import { VirtualClock } from '../../../support/virtual-clock';

export const OWN_CREDENTIALS: AwsCredentials = {
  accessKeyId: 'AKIDEXAMPLE000000001',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'token/with+special=characters',
};

/** A transport that finds every service under one URL, with the function's own credentials. */
export function transportTo(url: string, options: Partial<AwsTransportOptions> = {}): AwsTransport {
  return createAwsTransport({
    credentials: async () => OWN_CREDENTIALS,
    clock: new VirtualClock(),
    endpoints: { overrides: { bedrock: url, dynamodb: url, sts: url }, fips: false, dualStack: false },
    ...options,
  });
}
