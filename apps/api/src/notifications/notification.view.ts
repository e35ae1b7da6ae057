import { ApiProperty } from '@nestjs/swagger';
import { FilterText, FilterWord, PageQuery } from '../common/page.query.js';
import type { ListedNotification } from './notification-listing.repository.js';
import { CHANNELS, NOTIFICATION_KINDS, NOTIFICATION_STATUSES } from './notification.js';

export class NotificationListQuery extends PageQuery {
  @FilterWord(NOTIFICATION_STATUSES)
  status?: string;

  @FilterWord(CHANNELS)
  channel?: string;

  @FilterText('The id of an alert')
  alert_id?: string;
}

export class NotificationView {
  @ApiProperty({ example: 'ntf_01kb3v7m9q0123456789abcdef', description: 'What the receiver sees, too' }) id: string;
  @ApiProperty({ enum: NOTIFICATION_KINDS }) kind: string;
  @ApiProperty({ enum: CHANNELS }) channel: string;
  @ApiProperty({ type: String, nullable: true }) alert_id: string | null;
  @ApiProperty() title: string;
  @ApiProperty({ enum: NOTIFICATION_STATUSES, description: '`failed`: given up after a day and a half' })
  status: string;
  @ApiProperty({ type: 'integer' }) attempts: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) next_attempt_at: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'What the receiver said, or why it could not be told' })
  last_answer: string | null;
  @ApiProperty({ format: 'date-time' }) created_at: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) sent_at: string | null;
}

export class NotificationListAnswer {
  @ApiProperty({ type: [NotificationView] }) data: NotificationView[];
  @ApiProperty({ type: String, nullable: true }) next_cursor: string | null;
}

export class ChannelTestView {
  @ApiProperty({ enum: CHANNELS }) channel: string;
  @ApiProperty() notification_id: string;
  @ApiProperty() ok: boolean;
  @ApiProperty({ description: 'What the receiver answered, or why it could not be told' }) answer: string;
}

export class ChannelTestAnswer {
  @ApiProperty({ type: [ChannelTestView], description: 'One per configured channel; empty: none is' })
  data: ChannelTestView[];
}

export function notificationView(row: ListedNotification): NotificationView {
  const { id, kind, channel, title, status, attempts } = row;
  return {
    id,
    kind,
    channel,
    alert_id: row.alertId,
    title,
    status,
    attempts,
    next_attempt_at: row.nextAttemptAt?.toISOString() ?? null,
    last_answer: row.lastAnswer,
    created_at: row.createdAt.toISOString(),
    sent_at: row.sentAt?.toISOString() ?? null,
  };
}
