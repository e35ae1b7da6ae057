/** The words of the outbox. Rows, receivers' programs and the dashboard hold them. */
export const CHANNELS = ['webhook', 'email', 'telegram'] as const;
export type ChannelName = (typeof CHANNELS)[number];

export const NOTIFICATION_KINDS = ['alert.started', 'alert.ended', 'test'] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

export const NOTIFICATION_STATUSES = ['pending', 'sent', 'failed'] as const;
export type NotificationStatus = (typeof NOTIFICATION_STATUSES)[number];

/** What is to be told, whoever it is told to. No secrets and no personal data: it leaves the house. */
export interface Message {
  readonly kind: NotificationKind;
  /** The alert that starts or ends; null for a test. */
  readonly alertId: string | null;
  /** One line, in Spanish. */
  readonly title: string;
  /** For people, in Spanish: what it is, the way to mend it, and where to look. */
  readonly text: string;
  /** For programs. */
  readonly data: Readonly<Record<string, string | number | null>>;
}

/** A message on its way to one channel. */
export interface OutgoingNotification extends Message {
  /** The same over all attempts. */
  readonly id: string;
  readonly channel: ChannelName;
  readonly attempts: number;
  readonly createdAt: Date;
}
