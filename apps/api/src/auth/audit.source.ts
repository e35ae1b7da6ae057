import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { AuditActor, AuditSource } from '../audit/audit.entry.js';
import type { Principal } from './principal.js';

/** How a principal is called in the audit log and in histories. */
export function actorOf(principal: Principal): AuditActor {
  return principal.kind === 'user' ? `user:${principal.userId}` : `key:${principal.keyId}`;
}

/** Who made a request, as its entries in the audit log begin; without a principal nobody has proved anything. */
export function auditSourceOf(request: FastifyRequest, tenantId: string, actor: AuditActor): AuditSource {
  return { tenantId, actor, requestId: request.id, address: request.ip };
}

/** Who makes a request that passed the access guard, for the audit log; not for public routes. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): AuditSource => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { principal } = request;
  if (!principal) throw new Error('a public route has no principal');
  return auditSourceOf(request, principal.tenantId, actorOf(principal));
});
