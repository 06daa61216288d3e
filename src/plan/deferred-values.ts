import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ENVIRONMENT } from '../contract/environment';
import { Deferred } from '../contract/plan';
import { ResilientInferenceError } from '../private/errors';

/** Lambda allows 4 KB for all names and values together; some of it is left for the gateway's other variables. */
const BUDGET_BYTES = 3800;
/** A value is not known yet; a long role or Provisioned Throughput ARN has about this many bytes. */
const ESTIMATED_VALUE_BYTES = 96;

/** Collects the values that CloudFormation fills in, each once, and gives each the environment variable that carries it. */
export class DeferredValues {
  private readonly names = new Map<string, string>();

  constructor(private readonly scope: IConstruct) {}

  /** The value itself if it is known, else a reference to the variable that will hold it. */
  public reference(value: string): Deferred {
    if (!Token.isUnresolved(value)) return value;
    const env = this.names.get(value) ?? `${ENVIRONMENT.DEFERRED_PREFIX}${this.names.size + 1}`;
    this.names.set(value, env);
    return { env };
  }

  public environment(): Record<string, string> {
    const entries = [...this.names].map(([value, name]) => [name, value] as const);
    const bytes = entries.reduce((total, [name]) => total + name.length + ESTIMATED_VALUE_BYTES, 0);
    if (bytes > BUDGET_BYTES) {
      throw new ResilientInferenceError(
        'EnvironmentTooLarge',
        `${entries.length} model ids, Regions or role ARNs, or values of tenants and auth, are tokens, and need about ${bytes} bytes of the ${BUDGET_BYTES} that environment variables can hold: `
        + 'pass literals for some; the ARNs of InferenceAccountRole.arnFor() are literals where the stack has an env with a Region',
        this.scope,
      );
    }
    return Object.fromEntries(entries);
  }
}
