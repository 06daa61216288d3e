import { tmpdir } from 'node:os';
import { verifyCommand, VerifyTools } from '../../../../cli/commands/verify';
import { Finding } from '../../../../cli/verify/finding';

export interface Verified {
  readonly code: number;
  readonly passed: number;
  readonly failed: number;
  readonly notChecked: number;
  readonly findings: readonly Finding[];
  /** What went to the terminal beside the result. */
  readonly notes: readonly string[];
  readonly printed: string;
  /** The detail of each finding of a verdict, by the title of its check. */
  of(verdict: Finding['verdict'], family?: string): Readonly<Record<string, string>>;
}

/** Runs the command for its result as JSON. Nobody waits: what it would have waited for is among the notes. */
export async function verify(url: string, environment: VerifyTools['environment'], ...more: string[]): Promise<Verified> {
  const lines: string[] = [];
  const notes: string[] = [];
  const tools = { environment, directory: tmpdir(), note: (line: string) => notes.push(line), wait: () => Promise.resolve() };
  const code = await verifyCommand(['--endpoint', url, '--json', ...more], (line) => lines.push(line), tools);
  const printed = lines.join('\n');
  const result = JSON.parse(printed) as Omit<Verified, 'code' | 'notes' | 'of' | 'printed'>;
  return {
    ...result,
    code,
    notes,
    printed,
    of: (verdict, family) => Object.fromEntries(result.findings
      .filter((finding) => finding.verdict === verdict && (family === undefined || finding.family === family))
      .map(({ check, detail }) => [check, detail])),
  };
}
