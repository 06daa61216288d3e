declare module 'dynalite' {
  import { Server } from 'node:http';

  /** A DynamoDB in this process, over HTTP. */
  export default function dynalite(options?: { readonly createTableMs?: number; readonly deleteTableMs?: number }): Server;
}
