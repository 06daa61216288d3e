import { parseArgs } from 'node:util';
import { BedrockClient } from '@aws-sdk/client-bedrock';
import { PROFILES_CONTEXT } from '../../src/contract/profile-destinations';
import { awsBedrockProfiles } from '../aws/bedrock-profiles';
import { columns } from '../estate/columns';
import { readProfileGrants } from '../estate/profile-grants';
import { asContext, askFor, askOf, Comparison, OpenProfiles } from '../profiles/ask-bedrock';
import { writeContext } from '../profiles/context-file';
import { UsageError } from '../usage-error';

const CONTEXT_FILE = 'cdk.context.json';

export const PROFILES_USAGE = `Usage: cdk-resilient-inference profiles --app DIRECTORY [--write] [options]
       cdk-resilient-inference profiles --region NAME… [--write] [options]

Asks Bedrock where cross-Region inference profiles may be served, and compares it with what the app allows. It needs the
permissions bedrock:GetInferenceProfile (with --app) or bedrock:ListInferenceProfiles (with --region).

  --app DIRECTORY  what "cdk synth" wrote, usually cdk.out: asks about each profile that its roles call, where they call it
  --region NAME    asks for every profile that can be called in a Region; may be given several times
  --write          put the answers into the context of the app, where the next "cdk synth" finds them; it takes the place
                   of what stood there
  --context FILE   the file for that; default: ${CONTEXT_FILE}
  --json           print what would be written`;

const REGION = /^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/;

/** Seams for tests. */
export interface ProfilesTools {
  /** By default Bedrock in AWS. */
  readonly open: OpenProfiles;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const TOOLS: ProfilesTools = { open: (region) => awsBedrockProfiles(new BedrockClient({ region })), now: Date.now };

/** @throws Error when Bedrock did not answer about all of them; what it has answered is printed and written before */
export async function profilesCommand(
  commandArguments: readonly string[], print: (line: string) => void, tools: Partial<ProfilesTools> = {},
): Promise<void> {
  const { open, now } = { ...TOOLS, ...tools };
  const { app, region: regions, write, context = CONTEXT_FILE, json } = parse(commandArguments);
  if (app === undefined && regions === undefined) throw wrong('--app or --region is missing');
  if (app !== undefined && regions !== undefined) throw wrong('--app and --region contradict each other: give one of them');
  for (const region of regions ?? []) if (!REGION.test(region)) throw new UsageError(`--region: ${JSON.stringify(region)} is no Region code such as us-east-1`);

  const comparisons = app === undefined ? await askFor([...new Set(regions)], open) : await askOf(readProfileGrants(app), open);
  const answers = asContext(comparisons, new Date(now()).toISOString().slice(0, 10));
  print(json ? JSON.stringify({ [PROFILES_CONTEXT]: answers }) : describe(comparisons, app));
  if (write && Object.keys(answers.destinations).length > 0) {
    const changed = writeContext(context, answers);
    if (!json) print(`\nwritten to ${context}${changed ? '; run "cdk synth" and "cdk deploy" to put it to use' : ': nothing is new but the date'}`);
  }
  const failed = comparisons.filter(({ answer }) => 'problem' in answer).length;
  if (failed > 0) throw new Error(`Bedrock did not tell about ${failed} of ${comparisons.length}`);
}

function describe(comparisons: readonly Comparison[], app: string | undefined): string {
  if (comparisons.length === 0) return app === undefined ? 'no geographic profile can be called there' : `no role of ${app} calls a geographic profile`;
  const rows = comparisons.map(({ profileId, region, allowed, answer }) => 'problem' in answer
    ? [profileId, region, answer.problem]
    : [profileId, region, answer.destinations.join(', '), ...(app === undefined ? [] : [difference(region, answer.destinations, allowed)])]);
  return columns([['profile', 'called in', 'may be served in', ...(app === undefined ? [] : ['the app'])], ...rows]);
}

/** The Region that is called is always allowed, whether it serves or not. */
function difference(source: string, destinations: readonly string[], allowed: readonly string[] | undefined): string {
  if (!allowed) return 'calls it through application inference profiles';
  if (allowed.includes('*')) return 'allows every Region';
  const missing = destinations.filter((region) => !allowed.includes(region));
  const needless = allowed.filter((region) => region !== source && !destinations.includes(region));
  const parts = [...(missing.length > 0 ? [`lacks ${missing.join(', ')}: calls fail`] : []), ...(needless.length > 0 ? [`allows ${needless.join(', ')} as well`] : [])];
  return parts.length > 0 ? parts.join('; ') : 'allows exactly this';
}

function parse(commandArguments: readonly string[]) {
  try {
    return parseArgs({
      args: [...commandArguments],
      options: {
        app: { type: 'string' }, region: { type: 'string', multiple: true }, write: { type: 'boolean' }, context: { type: 'string' }, json: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw wrong((error as Error).message);
  }
}

function wrong(message: string): UsageError {
  return new UsageError(`${message}\n\n${PROFILES_USAGE}`);
}
