import { usageOf } from './events';
import { ConverseBody, ConverseEvent } from '../../../lambda/core/converse';
import { ModelAnswer, Usage } from '../../../lambda/core/model-answer';
import { Clock, ModelCall, ModelClient, ResolvedTarget } from '../../../lambda/core/ports';
import { SentRequest } from '../../../lambda/core/requests/inference-request';

/** One thing that happens in a stream. */
export type StreamStep =
  | { readonly kind: 'event'; readonly event: ConverseEvent }
  | { readonly kind: 'pause'; readonly ms: number }
  | { readonly kind: 'error'; readonly error: Error }
  /** Nothing more comes, and the connection stays open; cancelled, it ends with `cancelError` or else the signal's reason. */
  | { readonly kind: 'stall'; readonly cancelError?: Error };

/** How a target behaves in one call; `afterMs` before the answer, the error or the headers of the stream. */
export type Behaviour = { readonly afterMs: number } & (
  | { readonly kind: 'answer'; readonly usage?: Usage; readonly stopReason: string }
  | { readonly kind: 'error'; readonly error: Error }
  | { readonly kind: 'stall'; readonly cancelError?: Error }
  | { readonly kind: 'stream'; readonly steps: readonly StreamStep[] }
);

export const answers = (usage: Partial<Usage> = {}, afterMs = 10, stopReason = 'end_turn'): Behaviour => ({ kind: 'answer', usage: usageOf(usage), stopReason, afterMs });
/** Says nothing of its tokens, as some models do in their own format. */
export const answersWithoutUsage = (): Behaviour => ({ kind: 'answer', stopReason: 'end_turn', afterMs: 10 });
export const fails = (error: Error, afterMs = 10): Behaviour => ({ kind: 'error', error, afterMs });
/** Says nothing at all, headers included. */
export const stalls = (cancelError?: Error): Behaviour => ({ kind: 'stall', afterMs: 0, cancelError });
/** The connection ends after the last step. */
export const streams = (...steps: readonly (StreamStep | ConverseEvent)[]): Behaviour => ({
  kind: 'stream',
  afterMs: 10,
  steps: steps.map((step) => 'type' in step ? { kind: 'event', event: step } : step),
});
export const pause = (ms: number): StreamStep => ({ kind: 'pause', ms });
export const breaks = (error: Error): StreamStep => ({ kind: 'error', error });
export const stall = (cancelError?: Error): StreamStep => ({ kind: 'stall', cancelError });

/** What was asked of the models, in order. */
export interface SeenCall {
  readonly target: string;
  readonly place: ResolvedTarget;
  readonly streamed: boolean;
  /** Of a request for Converse. */
  readonly body: ConverseBody;
  readonly request: SentRequest;
  readonly signal: AbortSignal;
  readonly startedAt: number;
  /** The answer or stream is neither read to its end nor failed nor cancelled. */
  running: boolean;
  /** When it was aborted before its end. */
  cancelledAt?: number;
}

export interface FakeModels extends ModelClient {
  readonly calls: readonly SeenCall[];
}

/** Targets that behave as scripted: one behaviour a call, the last one again and again. */
export function fakeModels(clock: Clock, scripts: { readonly [target: string]: readonly Behaviour[] }): FakeModels {
  const calls: SeenCall[] = [];

  const start = ({ target, request, signal }: ModelCall, streamed: boolean): { readonly call: SeenCall; readonly behaviour: Behaviour } => {
    const script = scripts[target.name] ?? [];
    const earlier = calls.filter((call) => call.target === target.name).length;
    const behaviour = script[Math.min(earlier, script.length - 1)];
    if (!behaviour) throw new Error(`the test has no script for target ${target.name}`);
    const call: SeenCall = {
      target: target.name, place: target, streamed, body: request.body as ConverseBody, request, signal, startedAt: clock.now(), running: true,
    };
    calls.push(call);
    const onAbort = () => {
      if (!call.running) return;
      call.running = false;
      call.cancelledAt = clock.now();
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    return { call, behaviour };
  };

  /** The part that plain and streamed calls share. */
  const begin = async (behaviour: Behaviour, call: SeenCall): Promise<void> => {
    await clock.sleep(behaviour.afterMs, call.signal);
    if (behaviour.kind === 'stall') await untilAborted(call.signal, behaviour.cancelError);
    if (behaviour.kind === 'error') {
      call.running = false;
      throw behaviour.error;
    }
  };

  async function* play(steps: readonly StreamStep[], call: SeenCall): AsyncGenerator<ConverseEvent> {
    try {
      for (const step of steps) {
        call.signal.throwIfAborted();
        if (step.kind === 'event') yield step.event;
        if (step.kind === 'pause') await clock.sleep(step.ms, call.signal);
        if (step.kind === 'stall') await untilAborted(call.signal, step.cancelError);
        if (step.kind === 'error') throw step.error;
      }
    } finally {
      call.running = false;
    }
  }

  return {
    calls,
    countTokens: async () => { throw new Error('no script counts tokens'); },
    async complete(modelCall): Promise<ModelAnswer> {
      const { call, behaviour } = start(modelCall, false);
      await begin(behaviour, call);
      if (behaviour.kind !== 'answer') throw new Error('the script streams and the call is plain');
      call.running = false;
      const vectors = vectorsOf(modelCall.request);
      return { body: new TextEncoder().encode(call.target), usage: behaviour.usage, stopReason: behaviour.stopReason, ...vectors && { vectors } };
    },
    async stream(modelCall) {
      const { call, behaviour } = start(modelCall, true);
      await begin(behaviour, call);
      if (behaviour.kind !== 'stream') throw new Error('the script is plain and the call streams');
      return play(behaviour.steps, call);
    },
  };
}

/** The vector of `text 12` is `[12]`. */
function vectorsOf(request: SentRequest): readonly (readonly number[])[] | undefined {
  if (request.kind !== 'invoke' || !request.body.vectors) return undefined;
  const { texts, inputText } = request.body.json as { readonly texts?: readonly string[]; readonly inputText?: string };
  return (texts ?? [inputText ?? '']).map((text) => [Number(text.split(' ')[1])]);
}

function untilAborted(signal: AbortSignal, cancelError?: Error): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(cancelError ?? signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
