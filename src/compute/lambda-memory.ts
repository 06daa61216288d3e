/**
 * Of each copy of the function, unless told otherwise. The gateway waits for the network nearly all the time and holds little,
 * so memory buys processor share rather than room: Lambda allots processor in proportion to memory, and 1,024 MB is more than
 * half a core for cold starts and TLS.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html (1,769 MB is one vCPU)
 */
export const LAMBDA_MEMORY_MEGABYTES = 1024;
