import { createHmac, hkdfSync } from 'node:crypto';
import { BackupKeyUnknownError } from './backup.errors.js';

/** A key of BACKUP_ENCRYPTION_KEY, and the name by which a backup says that it was used. */
export interface EncryptionKey {
  /** Sixteen hex digits; they tell nothing of the key. */
  readonly id: string;
  readonly secret: Buffer;
}

export const KEY_ID_BYTES = 8;
const FILE_KEY_BYTES = 32;

/** The keys of an installation: the first one seals, all of them open. */
export class EncryptionKeys {
  private readonly keys: readonly EncryptionKey[];

  constructor(secrets: readonly Buffer[] = []) {
    this.keys = secrets.map((secret) => ({ id: keyIdOf(secret), secret }));
  }

  /** Null: backups are not encrypted. */
  get newest(): EncryptionKey | null {
    return this.keys[0] ?? null;
  }

  has(id: string): boolean {
    return this.keys.some((key) => key.id === id);
  }

  /** @throws BackupKeyUnknownError when no key is called so. */
  find(id: string): EncryptionKey {
    const key = this.keys.find((each) => each.id === id);
    if (key === undefined) throw new BackupKeyUnknownError(id);
    return key;
  }
}

/** Without a key: what is not encrypted can be read. */
export const NO_KEYS = new EncryptionKeys();

/** The key of one file alone. Its header goes into it: with a changed header nothing opens. */
export function fileKeyOf({ secret }: EncryptionKey, header: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, header, FILE_KEY_BYTES));
}

function keyIdOf(secret: Buffer): string {
  return createHmac('sha256', secret)
    .update('pasarela backup key id')
    .digest()
    .subarray(0, KEY_ID_BYTES)
    .toString('hex');
}
