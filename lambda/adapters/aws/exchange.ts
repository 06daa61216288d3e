import { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { AnswerBody, MAX_BODY_BYTES } from './answer-body';
import { requestIdOf } from './aws-error';
import { Connection } from './connection';
import { connectionError } from './connection-error';
import { Endpoint } from './endpoints';
import { Clock } from '../../core/ports';
import { UpstreamError } from '../../core/upstream-error';

/** A request that is ready to be sent. */
export interface ExchangeCall {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A reset takes one way there and one back. */
const STALE_WITHIN_MS = 1_000;

/**
 * One POST request and its answer. It is sent at most once, on a connection that belongs to it until it is over.
 * Fails as `ConnectionError`, or with the reason that it was cancelled for.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  status = 0;
  headers: IncomingHttpHeaders = {};
  readonly body: AnswerBody;
  /** The head of the answer has come. */
  readonly head: Promise<this>;

  private connection: Connection | undefined;
  private endpoint: Endpoint | undefined;
  private sent = false;
  private answered = false;
  private ended = false;
  private startedAt = 0;
  private madeBefore = 0;
  private controller: Dispatcher.DispatchController | undefined;
  private resolveHead!: (exchange: this) => void;
  private rejectHead!: (error: unknown) => void;

  /** @param onOver told once, with the connection if it was sent, and whether another request can use that */
  constructor(private readonly clock: Clock, private onOver: ((connection: Connection | undefined, reusable: boolean) => void) | undefined) {
    this.head = new Promise((resolve, reject) => {
      this.resolveHead = resolve;
      this.rejectHead = reject;
    });
    this.body = new AnswerBody(
      { pause: () => this.controller?.pause(), resume: () => this.controller?.resume() },
      () => this.cancel(new UpstreamError('MalformedAnswer', this.status, `the answer is larger than ${MAX_BODY_BYTES} bytes`)),
    );
  }

  /** Nothing is to be sent any more. */
  get isOver(): boolean {
    return this.ended;
  }

  send({ endpoint, path, headers, body }: ExchangeCall, connection: Connection): void {
    this.endpoint = endpoint;
    this.connection = connection;
    this.startedAt = this.clock.now();
    // 0 for one that is not there, so that it never counts as the one that the request goes over.
    this.madeBefore = connection.open ? connection.made : 0;
    connection.client.dispatch({ method: 'POST', path, headers, body }, this);
  }

  /** Ends it, wherever it is; whoever waits for it gets the reason. Later it changes nothing. */
  cancel(reason: unknown): void {
    if (this.isOver) return;
    this.fail(reason);
    // This tells the handlers below, for whom everything is decided by now.
    this.connection?.destroy();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.sent = true;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // What comes before the answer, such as 100.
    if (status < 200) return;
    this.answered = true;
    this.status = status;
    this.headers = headers;
    this.resolveHead(this);
  }

  onResponseData(_: Dispatcher.DispatchController, piece: Uint8Array): void {
    this.body.push(piece);
  }

  onResponseEnd(): void {
    this.ended = true;
    this.over(true);
    this.body.end();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (!this.isOver) this.fail(this.failure(error));
  }

  private fail(error: unknown): void {
    this.ended = true;
    this.over(false);
    this.rejectHead(error);
    this.body.fail(error);
  }

  private over(reusable: boolean): void {
    const { onOver } = this;
    this.onOver = undefined;
    onOver?.(this.connection, reusable);
  }

  private failure(error: Error): unknown {
    if (this.answered) return connectionError(this.endpoint!, error, { requestId: requestIdOf(this.headers) });
    // One that was closed meanwhile is found out at once; what breaks off later has been at work.
    const reusedSocket = this.sent && this.connection!.made === this.madeBefore && this.clock.now() - this.startedAt < STALE_WITHIN_MS;
    return connectionError(this.endpoint!, error, { reusedSocket, notSent: !this.sent });
  }
}
