import type { Clock } from '../clock';
import { AwsError, ConnectionLost } from './service';

/** What goes wrong. */
export type FaultKind =
  | { readonly kind: 'error'; readonly name: string; readonly status: number; readonly message?: string }
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'drop' };

/** How long it goes on; without a bound it lasts until it is cleared. */
export interface FaultBounds {
  /** How many calls it strikes. */
  readonly count?: number;
  /** For how many milliseconds from now. */
  readonly forMs?: number;
  /**
   * `after` strikes when the call has taken effect: the caller cannot know whether it did.
   * @default 'before'
   */
  readonly when?: 'before' | 'after';
}

export type Fault = FaultKind & FaultBounds;

export interface Faults<Call> {
  /** @returns a function that clears this fault */
  set(fault: Fault, matches: (call: Call) => boolean): () => void;
  clear(): void;
  /**
   * @throws AwsError or ConnectionLost when a fault strikes; latency only takes its time
   */
  strike(call: Call, when: 'before' | 'after', signal?: AbortSignal): Promise<void>;
}

/** Faults that a test or a person switches on in front of an emulated service. */
export function createFaults<Call>(clock: Clock): Faults<Call> {
  interface Active { readonly fault: Fault; readonly matches: (call: Call) => boolean; readonly until: number; left: number }
  const active = new Set<Active>();

  return {
    set: (fault, matches) => {
      const entry: Active = { fault, matches, until: clock.now() + (fault.forMs ?? Infinity), left: fault.count ?? Infinity };
      active.add(entry);
      return () => {
        active.delete(entry);
      };
    },
    clear: () => active.clear(),
    strike: async (call, when, signal) => {
      for (const entry of [...active]) {
        const { fault } = entry;
        if (clock.now() >= entry.until || entry.left <= 0) {
          active.delete(entry);
          continue;
        }
        if ((fault.when ?? 'before') !== when || !entry.matches(call)) continue;
        entry.left -= 1;
        if (fault.kind === 'drop') throw new ConnectionLost('dropped by an injected fault');
        if (fault.kind === 'error') throw new AwsError(fault.name, fault.status, fault.message ?? `${fault.name} (injected fault)`);
        await clock.sleep(fault.ms, signal);
      }
    },
  };
}
