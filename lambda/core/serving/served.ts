import { GatewayError } from '../gateway-error';
import { ModelAnswer, ModelEvent, ModelHeaders } from '../model-answer';
import { LimitState } from '../quotas/limit-state';
import { SentFormat } from '../requests/inference-request';

interface ServedRequest {
  readonly target: string;
  /** In whose words the answer is. */
  readonly format: SentFormat;
  readonly attempts: number;
  /** How the tenant stood at its limits when the request was admitted. Absent: it has none. */
  readonly limits?: readonly LimitState[];
  /**
   * Settles the quotas and records the request. To be called exactly once, when the caller has the answer or has left.
   * Never throws.
   * @param failure what the caller was told instead of the answer, or in the middle of it
   */
  finish(failure?: GatewayError): Promise<void>;
}

export interface ServedAnswer extends ServedRequest {
  readonly kind: 'answer';
  readonly answer: ModelAnswer;
  /** Settles the quotas before `finish`, which then only waits for it. Never throws. */
  settle(): Promise<void>;
}

export interface ServedStream extends ServedRequest {
  readonly kind: 'stream';
  /** Throws a GatewayError when the stream breaks after content was sent, CallerLeft when nobody reads. */
  readonly events: AsyncIterable<ModelEvent>;
  /** Those of Bedrock's headers that say how the answer began to be served. */
  readonly headers?: ModelHeaders;
}

export type Served = ServedAnswer | ServedStream;
