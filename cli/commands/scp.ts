import { parseArgs } from 'node:util';
import { columns } from '../estate/columns';
import { ANY_ACCOUNT, CalledProfile, readProfileGrants } from '../estate/profile-grants';
import { exemption, leavesItsRegion, regionException, RegionException } from '../estate/region-exception';
import { UsageError } from '../usage-error';

export const SCP_USAGE = `Usage: cdk-resilient-inference scp --app DIRECTORY [--json]

Prints what a service control policy that denies Regions has to let through, for every profile that the roles of the
app call: a profile fails as a whole if one of the Regions it may be served in is denied.

Options:
  --app DIRECTORY  what "cdk synth" wrote, usually cdk.out
  --json           print the Regions and the condition as JSON`;

export async function scpCommand(commandArguments: readonly string[], print: (line: string) => void): Promise<void> {
  const { app, json } = parse(commandArguments);
  if (app === undefined) throw wrong('--app is missing');
  const grants = readProfileGrants(app);
  const exception = regionException(grants);
  const condition = exception.profiles.length > 0 ? exemption(exception.profiles) : {};
  if (json) return print(JSON.stringify({ regions: exception.requested, condition }));
  if (exception.profiles.length === 0) return print(`no role of ${app} calls a profile that leaves the Region it is called in: no exception is needed`);
  print(describe(grants, exception));
}

function describe(grants: readonly CalledProfile[], { called, requested, profiles }: RegionException): string {
  const rows = grants.filter(leavesItsRegion).map(({ id, kind, region, account, served }) =>
    [kind === 'inference-profile' ? id : 'application inference profiles', account === ANY_ACCOUNT ? 'every one' : account, region, servedText(served)]);
  return `${columns([['profile', 'account', 'called in', 'may be served in'], ...rows])}

A service control policy that denies Regions has to allow ${called.join(', ')}, where Bedrock is called, and needs this
beside its "StringNotEquals" on aws:RequestedRegion, in the Condition of the statement that denies:

${indented(exemption(profiles))}

It exempts where these profiles take a call that was allowed, and nothing else. Without it the policy would have to allow
these Regions to everything it covers:

${indented({ StringNotEquals: { 'aws:RequestedRegion': requested } })}`;
}

function servedText(served: readonly string[]): string {
  if (served.includes('*')) return 'nobody knows: "npx cdk-resilient-inference profiles" asks Bedrock';
  return served.includes('') ? 'any commercial Region; aws:RequestedRegion is "unspecified"' : served.join(', ');
}

function indented(value: object): string {
  return JSON.stringify(value, null, 2).split('\n').slice(1, -1).join('\n');
}

function parse(commandArguments: readonly string[]) {
  try {
    return parseArgs({ args: [...commandArguments], options: { app: { type: 'string' }, json: { type: 'boolean' } } }).values;
  } catch (error) {
    throw wrong((error as Error).message);
  }
}

function wrong(message: string): UsageError {
  return new UsageError(`${message}\n\n${SCP_USAGE}`);
}
