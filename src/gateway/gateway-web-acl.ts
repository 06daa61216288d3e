import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BoundWebAcl } from './bound-web-acl';
import { ResilientInferenceError } from '../private/errors';
import { checkTemplateNumber } from '../private/validate';

/** Settings of `GatewayWebAcl.managed()`. */
export interface ManagedWebAclOptions {
  /**
   * Requests that one address may make in five minutes; what is more is refused until it asks for less. At least 10.
   *
   * @default 2000
   */
  readonly requestsPerAddress?: number;
}

/** What AWS WAF does with requests before API Gateway looks at them. */
export abstract class GatewayWebAcl {
  /**
   * A web ACL that exists.
   *
   * Rules that read bodies find attacks in prompts that only speak of them, such as code with SQL in it, and look at
   * their first kilobytes alone. Exclude such rules, or have them count.
   *
   * @param arn of a Regional web ACL, in the Region of the gateway
   */
  public static existing(arn: string): GatewayWebAcl {
    return gatewayWebAcl((scope) => {
      if (!Token.isUnresolved(arn) && !/^arn:[a-z-]+:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[^/]+\/[^/]+$/.test(arn)) {
        throw new ResilientInferenceError(
          'InvalidWebAcl', `the web ACL is '${arn}', but must be the ARN of a Regional one, such as 'arn:aws:wafv2:us-east-1:111111111111:regional/webacl/name/id'`, scope,
        );
      }
      return { kind: 'existing', arn };
    });
  }

  /**
   * A new web ACL with two rules: addresses that AWS knows to be malicious are refused, and so are those that ask too often.
   * Nothing in it reads bodies.
   */
  public static managed(options: ManagedWebAclOptions = {}): GatewayWebAcl {
    return gatewayWebAcl((scope) => {
      const { requestsPerAddress = 2000 } = options;
      checkTemplateNumber('requestsPerAddress', requestsPerAddress, 10, scope);
      return { kind: 'managed', requestsPerAddress };
    });
  }

  /** @internal */
  public abstract _bind(scope: IConstruct): BoundWebAcl;
}

function gatewayWebAcl(bind: GatewayWebAcl['_bind']): GatewayWebAcl {
  return new (class extends GatewayWebAcl {
    /** @internal */
    public _bind(scope: IConstruct): BoundWebAcl {
      return bind(scope);
    }
  })();
}
