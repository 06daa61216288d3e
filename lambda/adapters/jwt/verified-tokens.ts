import { KeySet } from './issuer-keys';
import { Identity } from '../../core/ports';

/** What is remembered of a token that was good. */
export interface VerifiedToken {
  readonly identity: Identity;
  readonly validity: Validity;
  /** The issuer's keys that it was verified with: under other ones it has to be verified again. */
  readonly keys: KeySet;
}

/** Milliseconds since the epoch, clock tolerance included. */
export interface Validity {
  readonly from: number;
  /** Not itself. */
  readonly to: number;
}

/** Verified tokens by the SHA-256 of all of their text, the most recently used ones when there are too many. */
export class VerifiedTokens {
  private readonly tokens = new Map<string, VerifiedToken>();

  constructor(private readonly capacity: number) {}

  get(sha256: string): VerifiedToken | undefined {
    const token = this.tokens.get(sha256);
    if (token) this.set(sha256, token);
    return token;
  }

  set(sha256: string, token: VerifiedToken): void {
    // The order of the map is the order of use.
    this.tokens.delete(sha256);
    this.tokens.set(sha256, token);
    if (this.tokens.size > this.capacity) this.tokens.delete(this.tokens.keys().next().value!);
  }

  delete(sha256: string): void {
    this.tokens.delete(sha256);
  }
}
