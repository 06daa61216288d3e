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
  private readonly variables = new Map<string, { readonly name: string; readonly bytes: number }>();

  constructor(private readonly scope: IConstruct) {}

  /**
   * The value itself if it is known, else a reference to the variable that will hold it.
   * @param bytes how long it is going to be, where that is known better
   */
  public reference(value: string, bytes = ESTIMATED_VALUE_BYTES): Deferred {
    if (!Token.isUnresolved(value)) return value;
    const { name: env } = this.variables.get(value) ?? this.add(value, bytes);
    return { env };
  }

  public environment(): Record<string, string> {
    const variables = [...this.variables.values()];
    const bytes = variables.reduce((total, variable) => total + variable.name.length + variable.bytes, 0);
    if (bytes > BUDGET_BYTES) {
      throw new ResilientInferenceError(
        'EnvironmentTooLarge',
        `${variables.length} model ids, Regions or role ARNs, values of tenants and auth, or lists of application inference profiles are tokens, and need about ${bytes} bytes of the ${BUDGET_BYTES} that environment variables can hold: `
        + 'pass literals for some; the ARNs of InferenceAccountRole.arnFor() are literals where the stack has an env with a Region; '
        + 'ApplicationProfiles.perRoute() or fewer tenants for a model make fewer profiles',
        this.scope,
      );
    }
    return Object.fromEntries([...this.variables].map(([value, { name }]) => [name, value]));
  }

  private add(value: string, bytes: number) {
    const variable = { name: `${ENVIRONMENT.DEFERRED_PREFIX}${this.variables.size + 1}`, bytes };
    this.variables.set(value, variable);
    return variable;
  }
}
