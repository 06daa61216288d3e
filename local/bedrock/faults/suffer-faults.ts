import { ConnectionLost } from '../../aws/service';
import { ModelReference } from '../model-id';
import { RunningCall } from '../running-call';
import { isTerminal } from './fault';
import { faultError } from './fault-error';
import { MetFault } from './fault-list';

/** Waits for what latency faults add before the first byte. */
export async function sufferLatency(call: RunningCall, met: readonly MetFault[]): Promise<void> {
  const ms = met.reduce((sum, { fault }) => sum + (fault.kind === 'latency' ? fault.ms : 0), 0);
  if (ms > 0) await call.clock.sleep(ms, call.request.signal);
}

/** Fails the call when a fault keeps it from being answered; does nothing otherwise. */
export async function sufferTerminal(call: RunningCall, met: readonly MetFault[], model: ModelReference): Promise<void> {
  const fault = met.map((one) => one.fault).find(isTerminal);
  if (fault === undefined) return;
  met.forEach((one) => one.use());
  await sufferLatency(call, met);
  if (fault.kind !== 'outage') throw faultError(fault, call.request, call.operation, model);
  if (fault.mode === 'unavailable') {
    throw faultError({ kind: 'error', name: 'ServiceUnavailableException' }, call.request, call.operation, model);
  }
  if (fault.mode === 'silence') await untilAborted(call.request.signal);
  throw new ConnectionLost('the connection was reset');
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
