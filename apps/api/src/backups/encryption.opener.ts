import { BackupCorruptedError } from './backup.errors.js';
import { FrameCipher, HEADER_BYTES, keyIdIn, SEALED_FRAME_BYTES } from './encryption.format.js';
import type { EncryptionKeys } from './encryption.keys.js';

/**
 * The backup inside of an encrypted file. Nothing comes out that was not sealed so.
 * @throws BackupKeyUnknownError, or BackupCorruptedError when it was changed or cut.
 */
export async function* openSealed(bytes: AsyncIterable<Buffer>, keys: EncryptionKeys): AsyncGenerator<Buffer> {
  let cipher: FrameCipher | null = null;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (cipher === null) {
      if (rest.length < HEADER_BYTES) continue;
      cipher = cipherOf(rest.subarray(0, HEADER_BYTES), keys);
      rest = rest.subarray(HEADER_BYTES);
    }
    while (rest.length > SEALED_FRAME_BYTES) {
      yield openFrame(cipher, rest.subarray(0, SEALED_FRAME_BYTES));
      rest = rest.subarray(SEALED_FRAME_BYTES);
    }
  }
  if (cipher === null) throw cut();
  yield openLast(cipher, rest);
}

function cipherOf(header: Buffer, keys: EncryptionKeys): FrameCipher {
  const keyId = keyIdIn(header);
  if (keyId === null) throw new BackupCorruptedError('not an encrypted backup');
  return new FrameCipher(keys.find(keyId), header);
}

function openFrame(cipher: FrameCipher, sealed: Buffer): Buffer {
  const frame = cipher.open(sealed, false);
  if (frame === null) throw new BackupCorruptedError('an encrypted frame was altered', undefined, 'backup_altered');
  return frame;
}

/** Whole frames of which none is the last: the rest is missing. Half a frame may be one that was cut, or altered. */
function openLast(cipher: FrameCipher, sealed: Buffer): Buffer {
  const frame = cipher.open(sealed, true);
  if (frame !== null) return frame;
  if (sealed.length === 0 || cipher.open(sealed, false) !== null) throw cut();
  throw new BackupCorruptedError('the last encrypted frame was cut or altered');
}

function cut(): BackupCorruptedError {
  return new BackupCorruptedError('the encrypted file ends too early', undefined, 'backup_truncated');
}
