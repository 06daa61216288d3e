import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ProfileDestinations, PROFILES_CONTEXT } from '../../src/contract/profile-destinations';

/**
 * Puts what Bedrock has said into a context file of the CDK and leaves everything else in it as it is.
 * @returns whether anything but the date was new
 * @throws Error when the file holds something else than an object
 */
export function writeContext(file: string, answers: ProfileDestinations): boolean {
  const context = readContext(file);
  const before = context[PROFILES_CONTEXT] as Partial<ProfileDestinations> | undefined;
  writeFileSync(file, `${JSON.stringify({ ...context, [PROFILES_CONTEXT]: answers }, null, 2)}\n`);
  return JSON.stringify(before?.destinations) !== JSON.stringify(answers.destinations);
}

function readContext(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {};
  const parsed: unknown = parse(file);
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>;
  throw new Error(`${file} holds no JSON object: name the cdk.context.json of the app, or a file that does not exist yet`);
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
}
