import { ReadRecord } from './explain-record';

/**
 * Reads one decision record from a line of the gateway's log.
 * @throws Error that says what is wrong with the line
 */
export function parseRecord(line: string): ReadRecord {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new Error(`this is not a line of JSON: ${shorten(line)}`);
  }
  if (typeof json !== 'object' || json === null || (json as { type?: unknown }).type !== 'decision') {
    throw new Error(`this is not a decision record, which has "type": "decision": ${shorten(line)}`);
  }
  const record = json as Record<string, unknown>;
  for (const name of ['requestId', 'time', 'tenant', 'route', 'outcome']) {
    if (typeof record[name] !== 'string') throw new Error(`the decision record has no ${name}: ${shorten(line)}`);
  }
  if (typeof record.latencyMs !== 'number') throw new Error(`the decision record has no latencyMs: ${shorten(line)}`);
  return record as unknown as ReadRecord;
}

function shorten(line: string): string {
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
