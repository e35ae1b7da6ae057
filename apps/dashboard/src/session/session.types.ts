export const ROLES = ['viewer', 'operator', 'admin'] as const;
/** Each may what those before it may. */
export type Role = (typeof ROLES)[number];

/** Who logged in, as `GET /auth/me` says. */
export interface Me {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
}

export interface AccessToken {
  readonly value: string;
  /** By this browser's clock. */
  readonly endsAt: number;
}

export type SessionState =
  /** It is not known yet whether there is one. */
  | { readonly phase: 'starting' }
  /** The API does not answer. */
  | { readonly phase: 'away' }
  | { readonly phase: 'none'; readonly why: 'never' | 'left' | 'ended' }
  | { readonly phase: 'open'; readonly me: Me };

/** May somebody of `role` what takes `needed`? */
export function roleAllows(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
