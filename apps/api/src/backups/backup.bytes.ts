import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { HEADER_BYTES, keyIdIn } from './encryption.format.js';
import type { EncryptionKeys } from './encryption.keys.js';
import { openSealed } from './encryption.opener.js';

const CHUNK_BYTES = 128 * 1024;

/**
 * A backup's file as it was before it was encrypted, or as it is when it was not.
 * @throws BackupKeyUnknownError, BackupCorruptedError; Error `ENOENT`.
 */
export async function* readBackupBytes(path: string, keys: EncryptionKeys): AsyncGenerator<Buffer> {
  const isSealed = (await sealedKeyId(path)) !== null;
  const bytes = createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
  if (isSealed) yield* openSealed(bytes, keys);
  else yield* bytes;
}

/** The id of the key that a file is encrypted with; null when it is not encrypted. */
export async function sealedKeyId(path: string): Promise<string | null> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return keyIdIn(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
