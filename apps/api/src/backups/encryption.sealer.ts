import { Transform, type TransformCallback } from 'node:stream';
import { FRAME_BYTES, FrameCipher, newHeader } from './encryption.format.js';
import type { EncryptionKey } from './encryption.keys.js';

/** Encrypts what passes (see encryption.format.ts), holding back a frame at most: which one is the last is known at the end. */
export class Sealer extends Transform {
  private readonly cipher: FrameCipher;
  private rest: Buffer = Buffer.alloc(0);

  constructor(key: EncryptionKey) {
    super({ highWaterMark: FRAME_BYTES });
    const header = newHeader(key);
    this.cipher = new FrameCipher(key, header);
    this.push(header);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    while (bytes.length > FRAME_BYTES) {
      this.push(this.cipher.seal(bytes.subarray(0, FRAME_BYTES), false));
      bytes = bytes.subarray(FRAME_BYTES);
    }
    this.rest = bytes;
    done();
  }

  override _flush(done: TransformCallback): void {
    this.push(this.cipher.seal(this.rest, true));
    done();
  }
}
