/**
 * The smallest environment there is: 2 GiB and one vCPU. Instances keep 1 vCPU and 1 GB for themselves, so it is what fits
 * beside that on the smallest instances of the family with the least memory.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html
 */
export const LEAST_INSTANCE_MEGABYTES = 2048;

/**
 * What Lambda sends to Node.js by default, and the most that it documents.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-nodejs-runtime.html
 */
export const CONCURRENCY_PER_VCPU = 64;
