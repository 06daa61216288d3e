/** The part of dynalite 4 that is used; the package brings no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** An HTTP server that speaks DynamoDB and keeps everything in memory. */
  export default function dynalite(options: { readonly createTableMs: number }): Server;
}
