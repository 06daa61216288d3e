import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { GatewayCompute, GatewayWebAcl, ResilientInferenceProps } from 'cdk-resilient-inference';

/** What an environment does differently: everything that is not here is the same in all of them. */
export interface Environment {
  readonly account: string;
  readonly region: string;
  readonly settings: Partial<ResilientInferenceProps>;
}

/** Your own account ids and Region: set the variables, or change the defaults. */
const region = process.env.INFERENCE_REGION ?? 'us-east-1';

export const ENVIRONMENTS: { readonly [name: string]: Environment } = {
  // Made and thrown away: nothing stays, nothing costs money while it is idle.
  Dev: {
    account: process.env.DEV_ACCOUNT ?? '111111111111',
    region,
    settings: {
      removalPolicy: RemovalPolicy.DESTROY,
      logRetention: RetentionDays.ONE_WEEK,
      throttling: { rateLimit: 20, burstLimit: 40 },
      monitoring: { alarms: false, dashboard: false },
    },
  },
  // Keeps the API keys whatever happens to the stack, and keeps floods and cold starts away from callers.
  Prod: {
    account: process.env.PROD_ACCOUNT ?? '222222222222',
    region,
    settings: {
      removalPolicy: RemovalPolicy.RETAIN,
      deletionProtection: true,
      logRetention: RetentionDays.ONE_YEAR,
      throttling: { rateLimit: 500, burstLimit: 1_000 },
      webAcl: GatewayWebAcl.managed({ requestsPerAddress: 10_000 }),
      compute: GatewayCompute.lambda({ provisionedConcurrentExecutions: 5 }),
      tracing: true,
    },
  },
};
