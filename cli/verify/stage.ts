import { Endpoint } from './endpoint';
import { Exchange, Sent } from './http/exchange';
import { Send } from './http/send';
import { Plan } from '../../src/contract/plan';

/** What the checks have to do with. */
export interface Stage {
  readonly endpoint: Endpoint;
  readonly key: string;
  /** Of another tenant. */
  readonly otherKey?: string;
  readonly send: Send;
  /** Comes back after a 429 that says when. */
  readonly sendPatiently: Send;
  /** Routes that hold conversations: those on which every API is checked, and those that are only asked once. */
  readonly routes: readonly string[];
  readonly routesAskedOnce: readonly string[];
  readonly embeddingRoutes: readonly string[];
  /** Every route that `key` may use. */
  readonly listedRoutes: readonly string[];
  /** What was deployed, if it was named. */
  readonly plan?: Plan;
  readonly maxTokens: number;
  /** For one pattern. */
  readonly mostRequests: number;
}

/** The same request with the headers that say who asks. */
export function withHeaders(sent: Sent, headers: Readonly<Record<string, string>>): Sent {
  return { ...sent, headers: { ...sent.headers, ...headers } };
}

/** The bits of an answer that fit a line, whatever an endpoint has sent. */
export function excerpt({ headers }: Exchange, name: string): string {
  return (headers[name] ?? 'none').slice(0, 80);
}
