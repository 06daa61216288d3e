import { createHash, createHmac, Hash, Hmac } from 'node:crypto';
import { Checksum, SourceData } from '@smithy/types';

/** SHA-256 and its HMAC by OpenSSL, for a signer that brings none. */
export class NodeSha256 implements Checksum {
  private readonly hash: Hash | Hmac;

  constructor(secret?: SourceData) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(chunk: Uint8Array): void {
    this.hash.update(chunk);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    throw new Error('a hash of node:crypto cannot start again: make a new one');
  }
}

function bytesOf(data: SourceData): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
