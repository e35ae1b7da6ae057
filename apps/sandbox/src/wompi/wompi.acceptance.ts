import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Json } from '../gateway/json.types.js';

const ACCEPTANCE_SECONDS = 3600;

export type AcceptanceType = 'END_USER_POLICY' | 'PERSONAL_DATA_AUTH';

/** The merchant's acceptance tokens: JWTs that are good for an hour and for one transaction. */
export class AcceptanceTokens {
  private readonly key = randomBytes(32);
  /** The type and, in ms, the expiry of each token that was issued and not used. */
  private readonly open = new Map<string, { readonly type: AcceptanceType; readonly expiresAt: number }>();

  issue(type: AcceptanceType): string {
    const encode = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const expiresAt = Math.floor(Date.now() / 1000) + ACCEPTANCE_SECONDS;
    const signed = `${encode({ alg: 'HS256' })}.${encode({ type, jti: randomUUID(), exp: expiresAt })}`;
    const token = `${signed}.${createHmac('sha256', this.key).update(signed).digest('base64url')}`;
    this.open.set(token, { type, expiresAt: expiresAt * 1000 });
    return token;
  }

  /** Uses the token up. False when it is not ours, of another type, too old, or was used before. */
  use(token: string, type: AcceptanceType): boolean {
    const issued = this.open.get(token);
    this.open.delete(token);
    return issued?.type === type && issued.expiresAt > Date.now();
  }

  reset(): void {
    this.open.clear();
  }
}
