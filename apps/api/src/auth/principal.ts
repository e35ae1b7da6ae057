import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** What a member of staff may do; each includes the ones before it. */
export const USER_ROLES = ['viewer', 'operator', 'admin'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** Who makes the request, as the credential proved it. The tenant comes from here and nowhere else. */
export type Principal =
  | {
      readonly kind: 'user';
      readonly tenantId: string;
      readonly userId: string;
      readonly sessionId: string;
      readonly role: UserRole;
    }
  | { readonly kind: 'secret_key'; readonly tenantId: string; readonly keyId: string; readonly role: 'operator' }
  | {
      readonly kind: 'publishable_key';
      readonly tenantId: string;
      readonly keyId: string;
      readonly role: 'storefront';
    };

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access guard on every route that is not public. */
    principal?: Principal;
  }
}

/** The principal of a request that passed the access guard; not for public routes. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!principal) throw new Error('a public route has no principal');
  return principal;
});

/** True for a word of the database that is a role. */
export function isUserRole(word: unknown): word is UserRole {
  return USER_ROLES.some((role) => role === word);
}
