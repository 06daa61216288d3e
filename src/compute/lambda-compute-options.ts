import { Architecture } from 'aws-cdk-lib/aws-lambda';

/** What `GatewayCompute.lambda()` may be told. */
export interface LambdaComputeOptions {
  /**
   * Memory of each copy of the function in MB, from 128 to 10,240. The gateway holds little; what more memory buys is
   * processor time, which is felt at cold starts, and it is paid for as long as an answer takes. The limits of V8's heap follow from it, in `NODE_OPTIONS`; set that on the
   * `handler` to have others.
   *
   * @default 1024
   */
  readonly memorySize?: number;

  /**
   * The processors that the function runs on.
   *
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;

  /**
   * Copies of the function that are set aside for the gateway, which is also the most that it may use.
   *
   * @default - none are set aside: the account's limit counts
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * Copies of the function that are kept ready, so that up to so many requests at once meet no cold start. They cost money
   * all the time. The API calls an alias of the function then.
   *
   * @default - none
   */
  readonly provisionedConcurrentExecutions?: number;
}
