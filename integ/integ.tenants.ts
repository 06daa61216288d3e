/**
 * Tenants of every kind on one gateway: quotas of every dimension, quotas of routes, shares of a declared capacity, batch
 * work, and a ledger that is counted in leases on a second gateway, because shares and leases exclude each other.
 *
 * Needs one account and Region (a Region of the `us` geography). Deploying it calls no model.
 */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration } from 'aws-cdk-lib';
import { InferenceTarget, LedgerFailurePolicy, Priority, QuotaLedger, ResilientInferenceStack } from 'cdk-resilient-inference';

const app = new App();

const shared = new ResilientInferenceStack(app, 'integ-resilient-inference-tenants', {
  routes: {
    'claude-haiku': {
      targets: [InferenceTarget.crossRegion('us.anthropic.claude-haiku-4-5-20251001-v1:0', {
        capacity: { requestsPerMinute: 200, quotaTokensPerMinute: 2_000_000 },
      })],
    },
    // The price is said, because the Region is not known before the deployment.
    'nova': { targets: [InferenceTarget.onDemand('amazon.nova-micro-v1:0', { price: { inputPerMillionTokens: 0.035, outputPerMillionTokens: 0.14 } })] },
  },
  tenants: {
    checkout: { routes: ['claude-haiku'], share: { guaranteed: { requestsPerMinute: 40 } } },
    search: {
      quota: {
        requestsPerMinute: 100, quotaTokensPerMinute: 500_000, quotaTokensPerDay: 50_000_000, concurrentRequests: 20, usdPerDay: 20, usdPerMonth: 300,
      },
      routeQuotas: { nova: { requestsPerMinute: 50 } },
      share: { weight: 3 },
    },
    reports: { routes: ['claude-haiku'], share: { priority: Priority.BATCH, maxQueueTime: Duration.seconds(30) } },
    trial: { quota: { requestsPerMinute: 5 }, onLedgerFailure: LedgerFailurePolicy.FAIL_OPEN },
  },
});

const leased = new ResilientInferenceStack(app, 'integ-resilient-inference-leases', {
  routes: { nova: { targets: [InferenceTarget.onDemand('amazon.nova-micro-v1:0')] } },
  tenants: { busy: { quota: { requestsPerMinute: 60_000 } } },
  quotaLedger: QuotaLedger.leased(),
  // The other stack sets it for the account and Region.
  cloudWatchRole: false,
});

new IntegTest(app, 'Tenants', { testCases: [shared, leased] });

app.synth();
