import { RemovalPolicy } from 'aws-cdk-lib';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { ExistingInvocationLogging } from './existing-invocation-logging';

/** Properties of `ModelInvocationLogging`. */
export interface ModelInvocationLoggingProps {
  /**
   * Where the records go. It has to be in the account and Region of the stack. Its retention and its encryption are yours.
   *
   * @default - a new log group
   */
  readonly logGroup?: ILogGroup;

  /**
   * How long the new log group keeps records.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly retention?: RetentionDays;

  /**
   * The key that the new log group is encrypted with. Its policy is extended for CloudWatch Logs.
   *
   * @default - CloudWatch Logs encrypts with a key of its own
   */
  readonly encryptionKey?: IKey;

  /**
   * What happens to the new log group when it leaves the stack.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether records hold the texts of requests and answers. They are what callers have written, word for word, of every
   * call in the account and Region, not of the gateway alone. Without any data a record still says who has called what,
   * where it was served and how many tokens it took; AWS does not document that, others have measured it. Latency is known
   * from the texts only.
   *
   * @default false
   */
  readonly textData?: boolean;

  /**
   * Whether the images of requests and answers are delivered, to S3.
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
   * Whether videos are delivered, to S3.
   *
   * @default false
   */
  readonly videoData?: boolean;

  /**
   * Whether audio is delivered, to S3.
   *
   * @default false
   */
  readonly audioData?: boolean;

  /**
   * Takes data that is binary, or larger than the 100 KB that a record has room for. It has to be in the account and Region
   * of the stack, with ACLs disabled, which is how CDK makes buckets. Its policy, and that of its key, are extended for Bedrock.
   *
   * @default - such data is not kept
   */
  readonly largeDataBucket?: IBucket;

  /**
   * What the keys of large data begin with.
   *
   * @default - nothing: `AWSLogs/…`
   */
  readonly largeDataKeyPrefix?: string;

  /**
   * What happens to logging that is configured already.
   *
   * @default ExistingInvocationLogging.refuse()
   */
  readonly existing?: ExistingInvocationLogging;

  /**
   * Whether metrics are made by tenant of a gateway. Each tenant costs three custom metrics, and CloudWatch Logs switches a
   * metric filter off that makes 1,000 of them: pass false with many hundreds of tenants. The saved query works with any number.
   *
   * @default true
   */
  readonly tenantMetrics?: boolean;
}
