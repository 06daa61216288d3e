import { Clock } from '../../clock';
import { isModel, ModelReference } from '../model-id';
import { isStreamOperation, Operation } from '../operation';
import { Fault, FaultMatch, FaultRule, INVOKE_ONLY_STREAM_EXCEPTION, isStreamFault, isTerminal } from './fault';

const MAXIMUM_FAULTS = 1_000;

/** What the faults know of a call. */
export interface FaultableCall {
  readonly account: string;
  readonly region: string;
  readonly inferenceRegion: string;
  readonly model: ModelReference;
  readonly operation: Operation;
}

/** A fault in force, as shown to people. */
export interface ActiveFault {
  readonly id: string;
  readonly match: FaultMatch;
  readonly fault: Fault;
  /** Calls that it will still hit. */
  readonly remaining?: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

type StoredFault = { -readonly [name in keyof ActiveFault]: ActiveFault[name] };

/** A fault that a call meets; `use` counts it, once the call is known to suffer it. */
export interface MetFault {
  readonly fault: Fault;
  readonly use: () => void;
}

/** The faults in force, in the order in which they are evaluated. */
export class FaultList {
  private faults: StoredFault[] = [];
  private added = 0;

  constructor(private readonly clock: Clock) {}

  /** @returns the id to clear it by */
  add(rule: FaultRule): string {
    this.dropExpired();
    if (this.faults.length >= MAXIMUM_FAULTS) {
      throw new Error(`faults: ${MAXIMUM_FAULTS} are in force already; clear some before adding another.`);
    }
    this.added += 1;
    const id = `fault-${this.added}`;
    this.faults.push({
      id,
      match: rule.match,
      fault: rule.fault,
      ...(rule.count === undefined ? {} : { remaining: rule.count }),
      ...(rule.forMs === undefined ? {} : { expiresAt: this.clock.now() + rule.forMs }),
    });
    return id;
  }

  /** @returns whether anything was there to clear */
  clear(id?: string): boolean {
    const before = this.faults.length;
    this.faults = id === undefined ? [] : this.faults.filter((fault) => fault.id !== id);
    return this.faults.length < before;
  }

  list(): readonly ActiveFault[] {
    this.dropExpired();
    return this.faults.map((fault) => ({ ...fault }));
  }

  /** Whether an outage would keep the call from being served in its inference Region. */
  isOut(call: FaultableCall): boolean {
    this.dropExpired();
    return this.faults.some(({ fault, match }) => fault.kind === 'outage' && matches(fault, match, call));
  }

  /** The faults that the call meets, in order, up to the first that keeps it from being answered. */
  meet(call: FaultableCall): readonly MetFault[] {
    this.dropExpired();
    const met = this.faults.filter((stored) => matches(stored.fault, stored.match, call));
    const terminal = met.findIndex((stored) => isTerminal(stored.fault));
    return met.slice(0, terminal < 0 ? met.length : terminal + 1).map((stored) => ({ fault: stored.fault, use: () => this.use(stored) }));
  }

  private use(stored: StoredFault): void {
    if (stored.remaining === undefined) return;
    stored.remaining -= 1;
    if (stored.remaining <= 0) this.clear(stored.id);
  }

  private dropExpired(): void {
    const now = this.clock.now();
    if (this.faults.some((fault) => isExpired(fault, now))) this.faults = this.faults.filter((fault) => !isExpired(fault, now));
  }
}

function isExpired(fault: ActiveFault, now: number): boolean {
  return fault.expiresAt !== undefined && fault.expiresAt <= now;
}

function matches(fault: Fault, match: FaultMatch, call: FaultableCall): boolean {
  return (match.account ?? call.account) === call.account
    && (match.operation ?? call.operation) === call.operation
    && (match.inferenceRegion ?? call.inferenceRegion) === call.inferenceRegion
    && (match.model === undefined || isModel(call.model, match.model))
    && matchesRegion(fault, match, call)
    && suits(fault, call.operation);
}

/** A Region in outage neither takes calls nor serves the calls of others. */
function matchesRegion(fault: Fault, match: FaultMatch, call: FaultableCall): boolean {
  if (match.region === undefined || match.region === call.region) return true;
  return fault.kind === 'outage' && match.inferenceRegion === undefined && match.region === call.inferenceRegion;
}

function suits(fault: Fault, operation: Operation): boolean {
  if (operation === 'CountTokens') return isTerminal(fault) || fault.kind === 'latency';
  if (!isStreamFault(fault)) return true;
  if (fault.kind === 'streamException' && fault.name === INVOKE_ONLY_STREAM_EXCEPTION) return operation === 'InvokeModelWithResponseStream';
  return isStreamOperation(operation);
}
