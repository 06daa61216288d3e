import { ItemWrite, LedgerItem, WriteResult } from './ledger/item-write';
import { ModelAnswer, ModelEvent, ModelStream } from './model-answer';
import { CountInput } from './requests/count-request';
import { SentRequest } from './requests/inference-request';
import { GuardrailPlan } from '../../src/contract/plan';
import { TableKey } from '../../src/contract/table';

/** Time, from one source. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** For what usually does not come to pass: no promise and no signal is made for it. @returns stops it, if it has not run yet */
  after(ms: number, run: () => void): () => void;
}

/** Uniform in [0, 1). */
export type Random = () => number;

/** A target with every deferred value filled in. */
export interface ResolvedTarget {
  readonly name: string;
  readonly modelId: string;
  readonly region: string;
  readonly role?: { readonly arn: string; readonly externalId?: string };
}

/** A guardrail of the account and Region of a target, and how it works. */
export interface CalledGuardrail extends GuardrailPlan {
  readonly identifier: string;
  readonly version: string;
}

/** A target as one request calls it. Whether with a guardrail is always said, so that nobody forgets it. */
export interface CalledTarget extends ResolvedTarget {
  readonly guardrail: CalledGuardrail | undefined;
}

export interface ModelCall {
  readonly target: CalledTarget;
  /** What is sent, the output cap included. */
  readonly request: SentRequest;
  /** Cancels the call; the connection is closed. */
  readonly signal: AbortSignal;
}

export interface CountCall {
  readonly target: ResolvedTarget;
  /** A foundation model: profiles cannot be asked. */
  readonly modelId: string;
  readonly input: CountInput;
  readonly signal: AbortSignal;
}

/** Calls Bedrock, once: no retry of its own. Every failure is thrown as an `UpstreamError`. */
export interface ModelClient {
  complete(call: ModelCall): Promise<ModelAnswer>;
  /**
   * Resolves when the response headers are here. The iterable throws an `UpstreamError` for an exception event, a
   * malformed frame or a lost connection; it ends without an error when the connection ends, complete or not.
   */
  stream(call: ModelCall): Promise<ModelStream>;
  /** The input tokens of a request that is not answered. */
  countTokens(call: CountCall): Promise<number>;
}

/** Makes the event of a piece of text, as Bedrock would have sent it. */
export type EncodeText = (text: string, contentBlockIndex: number) => ModelEvent;

/**
 * Conditional writes to the items that hold the quotas.
 * @throws LedgerUnavailable when the store does not answer in time or fails
 */
export interface LedgerStore {
  write(key: TableKey, write: ItemWrite): Promise<WriteResult>;
  /** As it stands, every write before included. Undefined when there is no such item. */
  read(key: TableKey): Promise<LedgerItem | undefined>;
}

/** Thrown by a `LedgerStore`; whether the write happened is not known. */
export class LedgerUnavailable extends Error {
  /** @param throttled the store has refused the write because there were too many, so that it did not happen */
  constructor(message: string, readonly throttled = false) {
    super(message);
    this.name = 'LedgerUnavailable';
  }
}

/** Who a request acts for. */
export interface Identity {
  readonly tenant: string;
  /** Safe to log. */
  readonly keyId: string;
}

/** Finds out who a credential, an API key or a token, stands for. */
export interface KeyDirectory {
  /**
   * Undefined for a credential that is none of this directory's: unknown, revoked or of another kind.
   * @throws GatewayError `unauthenticated` when it can be said why it is not good (it has expired, say), `unavailable`
   * when it cannot be checked at the moment
   */
  find(credential: string): Promise<Identity | undefined>;
}

/** What the front that received a request has found out about the caller. Nothing of it is read from what the caller sent. */
export interface Front {
  /** The ARN of the IAM principal whose signature the front has verified. */
  readonly userArn?: string;
  /** What an authorizer of the front has said of the caller. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
}

/** All there is to tell a caller by. */
export interface Evidence {
  /** From the `Authorization` header, as the caller wrote it. */
  readonly credential?: string;
  readonly front: Front;
}

/** Finds out for whom a caller acts. */
export interface Authenticator {
  /**
   * @throws GatewayError `unauthenticated` or `forbidden`, which says what is expected; `unavailable` when it cannot be
   * found out at the moment
   */
  identify(evidence: Evidence): Promise<Identity>;
}
