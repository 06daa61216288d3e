import { randomBytes } from 'node:crypto';
import { GatewayTools } from './handle-request';
import { ENVIRONMENT } from '../../src/contract/environment';
import { createAwsTransport } from '../adapters/aws/aws-transport';
import { readOwnCredentials } from '../adapters/aws/credentials';
import { readEndpointSettings } from '../adapters/aws/endpoints';
import { createBedrockClient } from '../adapters/bedrock/bedrock-client';
import { encodeText } from '../adapters/bedrock/encode-event';
import { createCredentialProvider } from '../adapters/credentials/credential-provider';
import { batchReads } from '../adapters/dynamodb/batched-reads';
import { createDynamoClient } from '../adapters/dynamodb/dynamo-client';
import { createDynamodbHealthStore } from '../adapters/dynamodb/dynamodb-health-store';
import { createDynamodbKeyDirectory } from '../adapters/dynamodb/dynamodb-key-directory';
import { createDynamodbLedgerStore } from '../adapters/dynamodb/dynamodb-ledger-store';
import { createDynamodbOverrideStore } from '../adapters/dynamodb/dynamodb-override-store';
import { createAuthenticator } from '../adapters/identity/create-authenticator';
import { createJwtDirectory } from '../adapters/jwt/jwt-directory';
import { createMemoryLedgerStore } from '../adapters/memory/memory-ledger-store';
import { parseAuth } from '../adapters/read-auth';
import { parseGatewayName, parsePlan } from '../adapters/read-plan';
import { systemClock } from '../adapters/system-clock';
import { faultLine } from '../adapters/telemetry/fault-line';
import { measurementOfChange, measurementOfHealthError } from '../adapters/telemetry/health-measurements';
import { measurementOfLedgers } from '../adapters/telemetry/ledger-measurements';
import { createLogSink } from '../adapters/telemetry/log-sink';
import { measurementOfRefreshFailure, measurementsOf } from '../adapters/telemetry/measurements-of';
import { ignoredOverrideLine, overrideLines } from '../adapters/telemetry/override-lines';
import { readTraceHeader } from '../adapters/telemetry/trace-header';
import { traceSegments } from '../adapters/telemetry/trace-segments';
import { createXrayDaemon, TraceSink } from '../adapters/telemetry/xray-daemon';
import { createRetryBudget } from '../core/attempts/retry-budget';
import { createHealth } from '../core/health/health';
import { leaseLedger } from '../core/ledger/lease-ledger';
import { createLedger } from '../core/ledger/ledger';
import { ledgerItemsIn } from '../core/ledger/ledger-items';
import { watchLedgers } from '../core/ledger/observe-ledger';
import { spreadLedger } from '../core/ledger/spread-ledger';
import { createObservations } from '../core/observations/observations';
import { createOverrides } from '../core/overrides/overrides';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The gateway, and what is told about its requests after they have been answered. */
export interface ComposedGateway extends GatewayTools {
  /** Absent: requests are not traced. */
  readonly traces?: TraceSink;
}

/**
 * Puts the gateway together, once for an execution environment. Reaches for nothing: connections are opened on first use.
 * @param traceHeader where the request in hand belongs; asked anew for each, of which there may be many at the same time
 * @throws Error for a plan or an environment that the gateway cannot run with
 */
export function compose(
  plan: unknown, environment: Environment, writeLine: (line: string) => void, traceHeader: () => string | undefined,
): ComposedGateway {
  const clock = systemClock;
  const region = required(environment, 'AWS_REGION');
  const table = required(environment, ENVIRONMENT.TABLE_NAME);
  const endpoints = readEndpointSettings(environment);
  const own = readOwnCredentials(environment);
  const logs = createLogSink(parseGatewayName(plan), writeLine);

  const home = createAwsTransport({ credentials: () => own, clock, endpoints });
  const credentials = createCredentialProvider({
    own,
    transport: home,
    region,
    clock,
    onRefreshFailure(role, error) {
      writeLine(faultLine('credentialRefreshFailed', error, { role: role.arn }));
      logs.measure(measurementOfRefreshFailure(clock.now()));
    },
  });
  const dynamo = batchReads(createDynamoClient(home, region));
  const loadedPlan = parsePlan(plan, environment);
  const overrides = createOverrides({
    store: createDynamodbOverrideStore(dynamo, table),
    plan: loadedPlan,
    now: clock.now,
    onChanges: (changes) => overrideLines(changes, clock.now()).forEach(writeLine),
    onIgnored: (problem) => writeLine(ignoredOverrideLine(problem)),
    onStoreFailure: (error) => writeLine(faultLine('overridesNotRead', error)),
  });
  const healthStore = createDynamodbHealthStore(dynamo, table);
  const watch = watchLedgers(clock.now);
  const perRequest = createLedger(watch.store(createDynamodbLedgerStore(dynamo, table)), clock.now);
  const { leases } = loadedPlan;
  const traces = createTraces(environment);

  return {
    plan: loadedPlan,
    models: createBedrockClient(createAwsTransport({ credentials, clock, endpoints }), clock, credentials.forget),
    encodeText,
    ledger: watch.ledger(spreadLedger(
      leases ? leaseLedger(perRequest, leases, clock.now) : perRequest, ledgerItemsIn(loadedPlan), Math.random,
    )),
    localLedger: createLedger(createMemoryLedgerStore(), clock.now),
    authenticator: createAuthenticator(parseAuth(plan, environment), {
      apiKeys: () => createDynamodbKeyDirectory({ dynamo, table, clock, onTableFailure: (error) => writeLine(faultLine('keyLookupFailed', error)) }),
      tokens: (jwt) => createJwtDirectory({ ...jwt, clock, fetch, onIssuerFailure: (error) => writeLine(faultLine('issuerKeysFailed', error)) }),
    }),
    clock,
    random: Math.random,
    retryBudget: createRetryBudget(),
    hedgeBudget: createRetryBudget(),
    observations: createObservations(clock.now),
    health: createHealth({
      store: {
        ...healthStore,
        read() {
          // In the same turn, so that one call reads both.
          overrides.refreshAlong();
          return healthStore.read();
        },
      },
      now: clock.now,
      random: Math.random,
      onChange: (change) => logs.measure(measurementOfChange(change, clock.now())),
      onStoreFailure: () => logs.measure(measurementOfHealthError(clock.now())),
    }),
    overrides,
    ...traces && { traces },
    record: (record) => {
      logs.decision(record);
      const trace = traces && readTraceHeader(traceHeader());
      if (trace) traces.send(traceSegments(record, trace, (name) => loadedPlan.targets.get(name), newSegmentId));
      for (const measurement of measurementsOf(record, loadedPlan)) logs.measure(measurement);
      logs.measure(measurementOfLedgers(watch.take(), clock.now()));
    },
    reportFault: (requestId, error) => writeLine(faultLine('requestFailed', error, { requestId })),
  };
}

function createTraces(environment: Environment): TraceSink | undefined {
  const daemon = environment.AWS_XRAY_DAEMON_ADDRESS;
  return environment[ENVIRONMENT.TRACING] && daemon ? createXrayDaemon(daemon, systemClock) : undefined;
}

function newSegmentId(): string {
  return randomBytes(8).toString('hex');
}

function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (!value) throw new Error(`the environment variable ${name} is missing: the stack and Lambda set it`);
  return value;
}
