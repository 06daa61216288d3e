import { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { IHostedZone } from 'aws-cdk-lib/aws-route53';

/** A domain name of your own for the API. */
export interface GatewayDomain {
  /** Such as `inference.example.com`, in lower case. */
  readonly domainName: string;

  /** For that name, in the Region of the gateway. */
  readonly certificate: ICertificate;

  /**
   * Where the name is to be resolved. The zone gets an A and an AAAA record that point at the API.
   *
   * @default - none: you add the records, to the `domainNameAliasDomainName` of the gateway's `domainName`
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
   * @default false
   */
  readonly keepDefaultEndpoint?: boolean;
}
