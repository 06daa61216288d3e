import { StackProps } from 'aws-cdk-lib';
import { ResilientInference } from '../resilient-inference';

/** What stacks for accounts other than the gateway's are told. */
export interface InferenceMemberOptions extends StackProps {
  /**
   * The gateway that calls Bedrock in those accounts. Its stack has an `env` with account and Region, and it has a
   * `roleName`: the template names them as text, so that the stacks can be deployed in any order.
   */
  readonly gateway: ResilientInference;

  /**
   * The organization of AWS Organizations that the gateway's account has to be in when a role is assumed, such as
   * `o-a1b2c3d4e5`.
   *
   * @default - the trust names the account and the role of the gateway, and no organization
   */
  readonly organizationId?: string;
}
