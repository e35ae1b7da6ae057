import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { TooManyRequestsError } from '../common/problem.errors.js';

/** argon2id (the library's default algorithm) at three times OWASP's minimum: about 150 ms and 64 MiB each. */
export const ARGON2_PARAMETERS = { memoryCost: 65_536, timeCost: 3, parallelism: 1, outputLen: 32 } as const;

const CONCURRENT_HASHES = 2;
const MAX_WAITING = 50;
const MAX_PASSWORD_BYTES = 1_024;
const BUSY_RETRY_MS = 2_000;

/**
 * Hashes and checks passwords, at most two at a time and fifty waiting, so that logins can exhaust neither memory nor the
 * thread pool.
 */
@Injectable()
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** A well-formed hash of nothing: checking against it takes as long as against a real one and never succeeds. */
  private readonly unknownUser = phc(randomBytes(16), randomBytes(32));

  /** @throws TooManyRequestsError when too many are waiting; RangeError above 1024 bytes. */
  async hash(password: string): Promise<string> {
    if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) throw new RangeError('password too long');
    return this.exclusively(() => hash(password, ARGON2_PARAMETERS));
  }

  /**
   * @param stored the user's hash, or null for a user that does not exist, who costs as much.
   * @throws TooManyRequestsError when too many are waiting.
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return false;
    return this.exclusively(() => verify(stored ?? this.unknownUser, password));
  }

  /** True when a hash was made with other parameters than today's. */
  isOutdated(stored: string): boolean {
    const { memoryCost, timeCost, parallelism, outputLen } = parseOptions(stored);
    return (
      memoryCost !== ARGON2_PARAMETERS.memoryCost ||
      timeCost !== ARGON2_PARAMETERS.timeCost ||
      parallelism !== ARGON2_PARAMETERS.parallelism ||
      outputLen !== ARGON2_PARAMETERS.outputLen
    );
  }

  private async exclusively<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= CONCURRENT_HASHES) {
      if (this.waiting.length >= MAX_WAITING) throw new TooManyRequestsError(BUSY_RETRY_MS);
      // Whoever ends hands its place over: `running` does not change.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}

function phc(salt: Buffer, digest: Buffer): string {
  const { memoryCost, timeCost, parallelism } = ARGON2_PARAMETERS;
  const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${unpadded(salt)}$${unpadded(digest)}`;
}
