/*
 * The encrypted form of a backup, whichever its format: a header and frames.
 *   header  `PASARELA-ENCRYPTED 1\n`, the id of the key (8 bytes), a salt (32 random bytes)
 *   frame   64 KiB of the backup (the last one: what is left), sealed with AES-256-GCM, its tag (16 bytes) behind
 * Every file has a key of its own, derived (HKDF-SHA256) from the installation's key, the salt and the header. A frame's nonce is
 * its number (11 bytes) and one byte that is 1 in the last frame and 0 in all others. So a nonce is used once with its key;
 * frames cannot be changed, left out, repeated, or change places, in one file or between two; and a file that was cut, be it
 * between two frames, ends in one that is not the last.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { fileKeyOf, KEY_ID_BYTES, type EncryptionKey } from './encryption.keys.js';

export const SEALED_MAGIC = Buffer.from('PASARELA-ENCRYPTED 1\n');
export const FRAME_BYTES = 64 * 1024;
const TAG_BYTES = 16;
export const SEALED_FRAME_BYTES = FRAME_BYTES + TAG_BYTES;
const SALT_BYTES = 32;
const NONCE_BYTES = 12;
export const HEADER_BYTES = SEALED_MAGIC.length + KEY_ID_BYTES + SALT_BYTES;
const ALGORITHM = 'aes-256-gcm';

/** The header of a new file. */
export function newHeader(key: EncryptionKey): Buffer {
  return Buffer.concat([SEALED_MAGIC, Buffer.from(key.id, 'hex'), randomBytes(SALT_BYTES)]);
}

/** The id of the key that a file was sealed with, or null when these bytes do not begin an encrypted file. */
export function keyIdIn(start: Buffer): string | null {
  if (start.length < HEADER_BYTES || !start.subarray(0, SEALED_MAGIC.length).equals(SEALED_MAGIC)) return null;
  return start.toString('hex', SEALED_MAGIC.length, SEALED_MAGIC.length + KEY_ID_BYTES);
}

/** Seals or opens the frames of one file, in their order. */
export class FrameCipher {
  private readonly fileKey: Buffer;
  private count = 0;

  constructor(key: EncryptionKey, header: Buffer) {
    this.fileKey = fileKeyOf(key, header, header.subarray(HEADER_BYTES - SALT_BYTES, HEADER_BYTES));
  }

  seal(frame: Buffer, isLast: boolean): Buffer {
    const cipher = createCipheriv(ALGORITHM, this.fileKey, nonce(this.count++, isLast));
    return Buffer.concat([cipher.update(frame), cipher.final(), cipher.getAuthTag()]);
  }

  /** The next frame, or null when it is not what was sealed as such; then it may be tried again otherwise. */
  open(sealed: Buffer, isLast: boolean): Buffer | null {
    if (sealed.length < TAG_BYTES) return null;
    const decipher = createDecipheriv(ALGORITHM, this.fileKey, nonce(this.count, isLast), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const frame = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
    try {
      decipher.final();
    } catch {
      return null;
    }
    this.count++;
    return frame;
  }
}

function nonce(count: number, isLast: boolean): Buffer {
  const bytes = Buffer.alloc(NONCE_BYTES);
  bytes.writeBigUInt64BE(BigInt(count), NONCE_BYTES - 1 - 8);
  bytes[NONCE_BYTES - 1] = isLast ? 1 : 0;
  return bytes;
}
