import { readFileSync } from 'node:fs';
import { explainRecord } from '../explain/explain-record';
import { parseRecord } from '../explain/parse-record';
import { UsageError } from '../usage-error';

export const EXPLAIN_USAGE = `Usage: cdk-resilient-inference explain [RECORD]

Prints decision records, the lines with "type":"decision" in the gateway's log, as a person would read them.

  RECORD    one record; without it, records are read from standard input, one a line, and other lines are passed over`;

/** @param readInput a seam for tests; by default standard input */
export async function explainCommand(
  commandArguments: readonly string[], print: (line: string) => void, readInput: () => string = () => readFileSync(0, 'utf8'),
): Promise<void> {
  const [record, ...rest] = commandArguments;
  if (rest.length > 0) throw new UsageError(`one record at a time, received ${commandArguments.length}: put it in quotes\n\n${EXPLAIN_USAGE}`);
  if (record !== undefined) return print(explainRecord(parseRecord(record)));

  const records = readInput().split('\n').filter((line) => line.includes('"type":"decision"'));
  if (records.length === 0) throw new UsageError(`standard input has no decision record\n\n${EXPLAIN_USAGE}`);
  // CloudWatch and `aws logs tail` put a time in front of a line.
  print(records.map((line) => explainRecord(parseRecord(line.slice(line.indexOf('{'))))).join('\n\n'));
}
