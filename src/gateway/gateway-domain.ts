import { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { IHostedZone } from 'aws-cdk-lib/aws-route53';

/**
 * A domain name of your own for the API.
 *
 * That of a private API is a private custom domain name, associated with the VPC endpoints of the API. It always has the security
 * policy TLS 1.2, and needs about 15 minutes after a deployment until it answers.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html
 */
export interface GatewayDomain {
  /** Such as `inference.example.com`, in lower case. The domain of a private API cannot be a wildcard. */
  readonly domainName: string;

  /** For that name, in the Region of the gateway. */
  readonly certificate: ICertificate;

  /**
   * Where the name is to be resolved. The zone gets an A and an AAAA record that point at the API. Of a private API it is a
   * private zone of the VPC, and gets an A record that points at the VPC endpoint, of which there has to be one, made by the app.
   *
   * @default - none: you add the records, to the `domainNameAliasDomainName` of the gateway's `domainName`, or in each VPC to its endpoint
   */
  readonly hostedZone?: IHostedZone;

  /**
   * A path in front of all others, such as `llm` for `https://inference.example.com/llm/v1/chat/completions`: letters,
   * digits and `$-_.+!*'()`, in one segment.
   *
   * @default - none: the API has the domain for itself
   */
  readonly basePath?: string;

  /**
   * Whether the API also answers at the address that AWS gave it, which passes by whatever you put in front of the domain.
   *
   * @default - false; true for a private API, where both lead through the same VPC endpoints
   */
  readonly keepDefaultEndpoint?: boolean;
}
