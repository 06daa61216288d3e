/** A setting of model invocation logging as it is, to be replaced by name. What is not named is not there. */
export interface ReplacedInvocationLogging {
  /**
   * The log group that is configured.
   *
   * @default - none
   */
  readonly logGroupName?: string;

  /**
   * The ARN of the role that Bedrock writes to it with.
   *
   * @default - none: there is no log group
   */
  readonly roleArn?: string;

  /**
   * The bucket of that log group's large data.
   *
   * @default - none
   */
  readonly largeDataBucketName?: string;

  /**
   * What the keys of its large data begin with.
   *
   * @default - nothing
   */
  readonly largeDataKeyPrefix?: string;

  /**
   * Whether texts are delivered.
   *
   * @default false
   */
  readonly textData?: boolean;

  /**
   * Whether images are delivered.
   *
   * @default false
   */
  readonly imageData?: boolean;

  /**
   * Whether embeddings are delivered.
   *
   * @default false
   */
  readonly embeddingData?: boolean;

  /**
   * Whether videos are delivered.
   *
   * @default false
   */
  readonly videoData?: boolean;

  /**
   * Whether audio is delivered.
   *
   * @default false
   */
  readonly audioData?: boolean;
}

/**
 * What happens to model invocation logging that somebody else has configured for the account and Region. Bedrock has room
 * for one log group, and one choice of which data is delivered.
 */
export abstract class ExistingInvocationLogging {
  /**
   * It stays, and the deployment fails with an error that says what is configured. Only an S3 destination for the same data
   * is no obstacle: it is kept, and the log group comes beside it.
   */
  public static refuse(): ExistingInvocationLogging {
    return new (class extends ExistingInvocationLogging {
      /** @internal */
      public _replaced(): ReplacedInvocationLogging | undefined {
        return undefined;
      }
    })();
  }

  /**
   * It is replaced if it is exactly this, and put back when the construct is removed. An S3 destination is kept in any case;
   * it receives the data that the construct asks for. The error of a refused deployment says what to write here.
   *
   * @param existing what is configured at present
   */
  public static replace(existing: ReplacedInvocationLogging): ExistingInvocationLogging {
    return new (class extends ExistingInvocationLogging {
      /** @internal */
      public _replaced(): ReplacedInvocationLogging | undefined {
        return existing;
      }
    })();
  }

  /** @internal */
  public abstract _replaced(): ReplacedInvocationLogging | undefined;
}
