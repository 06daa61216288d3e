import { PlanSize } from './plans';

export type ColdSubjectName =
  | 'trivial' | 'two clients' | 'two clients, one call' | 'gateway, 1 tenant' | 'gateway, 1,000 tenants' | 'gateway, 1,000 tenants × 50 routes';

/** What a handler is made of. */
export type Made =
  | { readonly from: 'source'; readonly file: string }
  | { readonly from: 'bundle'; readonly plan: PlanSize };

export interface ColdSubject {
  readonly name: ColdSubjectName;
  readonly explanation: string;
  readonly made: Made;
}

export const TWO_CLIENTS = 'two clients';

export const TWO_CLIENTS_ONE_CALL = 'two clients, one call';

export const COLD_SUBJECTS: readonly ColdSubject[] = [
  { name: 'trivial', explanation: 'a handler that answers with a constant: what Node.js itself takes', made: { from: 'source', file: 'trivial' } },
  {
    name: TWO_CLIENTS,
    explanation: 'a handler that only constructs `BedrockRuntimeClient` and `DynamoDBClient` of the AWS SDK, uses neither, and answers with a constant',
    made: { from: 'source', file: 'two-clients' },
  },
  {
    name: TWO_CLIENTS_ONE_CALL,
    explanation: 'the same, but it answers with what Bedrock says to one `ConverseCommand`: no key, no quota, no table, one call in place of three',
    made: { from: 'source', file: 'two-clients-one-call' },
  },
  gateway('gateway, 1 tenant', { tenants: 1, routes: 1 }),
  gateway('gateway, 1,000 tenants', { tenants: 1_000, routes: 10 }),
  gateway('gateway, 1,000 tenants × 50 routes', { tenants: 1_000, routes: 50 }),
];

function gateway(name: ColdSubjectName, plan: PlanSize): ColdSubject {
  const { tenants, routes } = plan;
  return {
    name,
    explanation: `the bundle as it is deployed; its plan has ${tenants === 1 ? '1 tenant' : `${tenants.toLocaleString('en-US')} tenants`} with a quota and `
      + `${routes === 1 ? '1 route of 3 targets' : `${routes} routes of 3 targets each, all open to every tenant`}; `
      + 'its first request looks up a key, reserves from the quota and calls Bedrock',
    made: { from: 'bundle', plan },
  };
}
