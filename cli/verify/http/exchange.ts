/** A request as it goes out, below the endpoint. */
export interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text that is meant to be none. */
  readonly body?: string;
}

/** Some bytes of an answer's body, as one read gave them. */
export interface Piece {
  /** Milliseconds since the request was sent. */
  readonly atMs: number;
  readonly size: number;
}

/** What became of a request. */
export interface Exchange {
  /** 0 when there was no answer. */
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly pieces: readonly Piece[];
  /** Why there was no answer, or not all of it. */
  readonly broken?: string;
}

export function textOf({ body }: Exchange): string {
  return Buffer.from(body).toString('utf8');
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** @returns undefined for anything but a JSON object */
export function jsonOf(exchange: Exchange): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(textOf(exchange)));
  } catch {
    return undefined;
  }
}

/** A member that should be an object, whatever was sent. */
export function objectOf(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as JsonObject : undefined;
}

/** Those among the values that are objects. */
export function objectsOf(values: readonly unknown[]): readonly JsonObject[] {
  return values.map(objectOf).filter((value) => value !== undefined);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What is wrong with the status; nothing when it is one of those expected. */
export function statusProblems({ broken, status }: Exchange, ...expected: readonly number[]): readonly string[] {
  if (status === 0) return [`no answer: ${broken}`];
  if (!expected.includes(status)) return [`status ${status} in the place of ${expected.join(' or ')}`];
  return broken === undefined ? [] : [`the answer broke off: ${broken}`];
}
