import { BEDROCK_ERRORS } from './bedrock-error';
import { EffectiveBehaviour } from './behaviour';
import { eventFrame, exceptionFrame, malformedFrame } from './event-stream';
import { ConnectionLost } from '../aws/service';
import { StreamFault } from './faults/fault';
import { Answer } from './generate-answer';
import { StreamEvent, WireFormat } from './operations/parsed-call';
import { RunningCall } from './running-call';

/** What a stream will say, how fast, and what will go wrong. */
export interface StreamPlan {
  readonly answer: Answer;
  readonly wire: WireFormat;
  readonly behaviour: EffectiveBehaviour;
  readonly faults: readonly StreamFault[];
}

/**
 * The frames of a streamed answer. A frame is made when it is asked for, so a slow reader slows the model down;
 * nothing more is made once the caller has left.
 */
export async function* streamAnswer(call: RunningCall, plan: StreamPlan): AsyncGenerator<Uint8Array> {
  try {
    yield* produceFrames(call, plan);
  } catch (error) {
    if (call.request.signal.aborted) return;
    throw call.fail(error);
  } finally {
    // Without effect after an end; otherwise the reader stopped reading.
    call.finish({ outcome: 'cancelled' });
  }
}

async function* produceFrames(call: RunningCall, plan: StreamPlan): AsyncGenerator<Uint8Array> {
  const { answer, wire, behaviour } = plan;
  const { clock, request: { signal } } = call;
  const pending = [...plan.faults].sort((one, other) => one.afterEvents - other.afterEvents);
  let sent = 0;
  for (const event of wire.opening(call.usage)) yield write(call, event);
  if (yield* suffer(call, pending, sent)) return;
  await pause(clock, behaviour.timeToFirstTokenMs, signal);
  for (const event of wire.content(answer)) {
    if (event.content && sent > 0) await pause(clock, behaviour.interTokenMs, signal);
    if (signal.aborted) return;
    if (event.content) call.countToken();
    yield write(call, event);
    if (!event.content) continue;
    sent += 1;
    if (yield* suffer(call, pending, sent)) return;
  }
  if (signal.aborted) return;
  yield* close(call, plan);
}

async function* close(call: RunningCall, { answer, wire }: StreamPlan): AsyncGenerator<Uint8Array> {
  const frames = wire.closing(answer, call.usage, call.timings).map((event) => write(call, event));
  const last = frames.pop();
  for (const frame of frames) {
    yield frame;
    if (call.request.signal.aborted) return;
  }
  // Before the last frame: a caller that has it may go at once.
  call.finish({ outcome: 'success' });
  if (last !== undefined) yield last;
}

/** Lets the faults happen whose turn has come; true when the stream is over. */
async function* suffer(call: RunningCall, pending: StreamFault[], sent: number): AsyncGenerator<Uint8Array, boolean> {
  for (let fault = pending[0]; fault !== undefined && fault.afterEvents <= sent; fault = pending[0]) {
    pending.shift();
    if (call.request.signal.aborted) return true;
    switch (fault.kind) {
      case 'stall':
        await call.clock.sleep(fault.ms, call.request.signal);
        break;
      case 'cut':
        throw new ConnectionLost(`the connection was cut after ${sent} content events`);
      case 'end':
        call.finish({ outcome: 'incomplete', status: 500 });
        return true;
      case 'malformedFrame':
        call.finish({ outcome: 'incomplete', status: 500 });
        yield malformedFrame();
        return true;
      case 'streamException': {
        const defaults = BEDROCK_ERRORS[fault.name];
        call.finish({ outcome: fault.name, status: defaults?.status ?? 500 });
        yield exceptionFrame(fault.name, { ...defaults?.fields, ...fault.fields, message: fault.message ?? defaults?.message });
        return true;
      }
    }
  }
  return false;
}

function write(call: RunningCall, event: StreamEvent): Uint8Array {
  call.addEvent(event.logged);
  return eventFrame(event.type, event.payload);
}

async function pause(clock: RunningCall['clock'], ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await clock.sleep(ms, signal);
}
