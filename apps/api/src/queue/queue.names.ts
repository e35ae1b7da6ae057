/** The queues by name: what health and metrics show. A gateway's is `<provider>-webhooks`. Pinned by a test. */
export const QUEUE_NAMES = {
  backup: 'backup',
  maintenance: 'maintenance',
  notifications: 'notifications',
  operations: 'operations',
} as const;

export function webhookQueueName(provider: string): string {
  return `${provider}-webhooks`;
}

/** All that a job of the `operations` queue carries: which operation to look at. */
export interface OperationJob {
  readonly [key: string]: string;
  readonly operationId: string;
}

/** All that a job of the `notifications` queue carries: which row of the outbox to look at. */
export interface NotificationJob {
  readonly [key: string]: string;
  readonly notificationId: string;
}

/** All that a webhook job carries: which events to look at. */
export interface WebhookJob {
  readonly [key: string]: readonly string[];
  readonly eventIds: readonly string[];
}
