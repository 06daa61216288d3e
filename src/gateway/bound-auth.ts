import { MethodOptions } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AuthPlan, CredentialPlan, Deferred } from '../contract/plan';

/** A way of finding out who is calling that was checked against the tenants. */
export interface BoundAuth {
  /** What API Gateway itself checks before it asks the function. */
  readonly methods: MethodOptions;
  /** Who may call the API beside those whom their own account allows to. */
  readonly resourcePolicyStatements: readonly PolicyStatement[];
  /** What finding the tenant needs to do with the table. */
  readonly tableActions: readonly string[];
  /** The kinds of credentials that the gateway itself checks. */
  readonly accepts: readonly CredentialPlan['kind'][];
  /** Callers sign their requests with AWS credentials. */
  readonly signed: boolean;
  /** @param defer gives a value that is a token the environment variable that will hold it */
  readonly render: (defer: (value: string) => Deferred) => AuthPlan;
}
