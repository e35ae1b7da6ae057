/**
 * Everything that is written down when it is done: each privileged action and each look at personal data has one word, here and
 * nowhere else. Words are in stored rows: one may be added, none changed.
 */
export const AUDIT_ACTIONS = [
  'auth.login',
  'auth.login_failed',
  'auth.logout',
  'auth.refresh_reused',
  'user.created',
  'user.changed',
  'user.password_set',
  'key.created',
  'key.rotated',
  'key.revoked',
  'event.retried',
  'events.retried',
  'event.payload_seen',
  'order.personal_data_seen',
  'payment.capture_requested',
  'payment.refund_requested',
  'payment.void_requested',
  'payment.attached',
  'order.review_resolved',
  'reconciliation.started',
  'backup.requested',
  'backup.verified',
  'backup.downloaded',
  'backup.restored',
  'backup.drilled',
  'queue.job_retried',
  'queue.job_removed',
  'queue.paused',
  'queue.resumed',
  'notification.tested',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];
