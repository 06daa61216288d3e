import { AssemblyError } from '../../local/assembly/assembly-error';
import { arrayOf, isObject, textOf } from '../../local/assembly/json';
import { Assembly } from '../../local/assembly/model';
import { readAssembly } from '../../local/assembly/read-assembly';
import { UsageError } from '../usage-error';

const PROFILE_ARN = /^arn:([a-z-]+):bedrock:([a-z0-9-]+):(\d{12}):(inference-profile|application-inference-profile)\/(.+)$/;
const MODEL_ARN = /^arn:[a-z-]+:bedrock:([a-z0-9*-]*)::foundation-model\/(.+)$/;

/** Stands for the account of stacks that name none, such as a template for many accounts. */
export const ANY_ACCOUNT = '000000000000';
const NO_REGION = 'nowhere-known-0';

/** A profile that a role of the app may call, as its policies say. */
export interface CalledProfile {
  readonly account: string;
  readonly partition: string;
  /** The Region that is called. */
  readonly region: string;
  readonly kind: 'inference-profile' | 'application-inference-profile';
  /** `us.anthropic.claude-sonnet-4-6`; for application inference profiles an id or `*`. */
  readonly id: string;
  /** Where its models may be served: `*` where nobody knows, an empty text for a Global profile. */
  readonly served: readonly string[];
}

/** What all roles of an app may call through profiles, the gateways' and those of other accounts. */
export function readProfileGrants(directory: string): readonly CalledProfile[] {
  return profileGrants(read(directory));
}

function read(directory: string): Assembly {
  try {
    return readAssembly(directory, { defaultAccount: ANY_ACCOUNT, defaultRegion: NO_REGION });
  } catch (error) {
    if (error instanceof AssemblyError) throw new UsageError(`--app: ${error.message}`);
    throw error;
  }
}

function profileGrants({ roles }: Assembly): readonly CalledProfile[] {
  const grants = new Map<string, CalledProfile>();
  const add = (arn: string, served: readonly string[]) => {
    const [, partition, region, account, kind, id] = PROFILE_ARN.exec(arn) ?? [];
    if (partition === undefined || region === undefined || account === undefined || id === undefined) return;
    if (region === NO_REGION) {
      throw new UsageError('--app: the Region of a stack that calls profiles is not known at synth: give the stack an env with account and region, and synthesize it again');
    }
    const earlier = grants.get(arn)?.served ?? [];
    grants.set(arn, {
      account, partition, region, kind: kind as CalledProfile['kind'], id, served: [...new Set([...earlier, ...served])].sort(),
    });
  };
  for (const statement of roles.flatMap(({ policies }) => policies.flatMap(({ document }) => listOf(document.Statement)))) {
    if (!isObject(statement) || !listOf(statement.Action).includes('bedrock:InvokeModel')) continue;
    const resources = listOf(statement.Resource).flatMap((resource) => textOf(resource) ?? []);
    const served = resources.flatMap((resource) => MODEL_ARN.exec(resource)?.[1] ?? []);
    for (const through of conditionValues(statement.Condition, 'bedrock:InferenceProfileArn')) add(through, served);
    for (const resource of resources) add(resource, []);
  }
  return [...grants.values()].sort((one, other) => textOfGrant(one).localeCompare(textOfGrant(other)));
}

function textOfGrant({ id, region, account }: CalledProfile): string {
  return `${id} ${region} ${account}`;
}

/** Of whatever operator. */
function conditionValues(condition: unknown, key: string): readonly string[] {
  if (!isObject(condition)) return [];
  return Object.values(condition).flatMap((block) => (isObject(block) ? listOf(block[key]).flatMap((value) => textOf(value) ?? []) : []));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? arrayOf(value) : value === undefined ? [] : [value];
}
