import type { AccessLevel } from './access.decorator.js';
import type { Principal } from './principal.js';

const RANKS: Readonly<Record<Principal['role'], number>> = { storefront: 0, viewer: 1, operator: 2, admin: 3 };
const REQUIRED: Readonly<Record<'staff' | 'operator' | 'admin', number>> = { staff: 1, operator: 2, admin: 3 };

/** Whether a principal may call a route of this level. */
export function allows(level: Exclude<AccessLevel, 'public'>, principal: Principal): boolean {
  if (level === 'storefront') return principal.kind !== 'user';
  return RANKS[principal.role] >= REQUIRED[level];
}
