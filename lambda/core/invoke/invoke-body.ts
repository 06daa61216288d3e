/** JSON as a caller wrote it. */
export interface JsonMembers {
  readonly [member: string]: unknown;
}

/**
 * What InvokeModel takes beside its body, each a header of Bedrock's own.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
 */
export interface InvokeSettings {
  /** `ENABLED`, `ENABLED_FULL` or `DISABLED`. */
  readonly trace?: string;
  /** `standard` or `optimized`. */
  readonly latency?: string;
  readonly serviceTier?: string;
  /** What Bedrock writes into its invocation log, with the gateway's own entries. */
  readonly metadata?: { readonly [name: string]: string };
}

/** The body of InvokeModel, which only the models of one family understand. */
export interface InvokeBody {
  /** As it is sent: written anew, so that a member that was there twice means to Bedrock what it meant here. */
  readonly json: JsonMembers;
  readonly settings: InvokeSettings;
  /** The name of the family whose models understand it. */
  readonly family: string;
  /** The answer has so many vectors of this model, which somebody reads. Absent: it is passed on as it comes. */
  readonly vectors?: { readonly foundationModel: string; readonly count: number };
}
