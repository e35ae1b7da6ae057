import { ApiProperty } from '@nestjs/swagger';
import { minorToJson } from '../common/money.js';
import { TIMELINE_SOURCES, type TimelineEntry } from './timeline.js';

/** What staff are shown of a story: these fields and no others. */

export class TimelineLinksView {
  @ApiProperty({ type: String, required: false }) event_id?: string;
  @ApiProperty({ type: String, required: false }) payment_id?: string;
  @ApiProperty({ type: String, required: false }) order_id?: string;
  @ApiProperty({ type: String, required: false }) operation_id?: string;
}

const TEXT = { type: String, nullable: true } as const;

export class TimelineEntryView {
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ enum: TIMELINE_SOURCES }) source: string;
  @ApiProperty({
    example: 'payment_changed',
    description:
      '`session_started`, `session_failed`, `shopper_sent_away`, `shopper_returned`, `webhook_received`, `webhook_failed`, `webhook_ignored`, `payment_changed`, `order_changed`, `refund_requested`, `refund_succeeded`, …, or an action of the audit log',
  })
  kind: string;
  @ApiProperty({ ...TEXT, description: '`webhook:<event id>`, `user:<id>`, `reconciliation:<run id>`, …' }) cause:
    string | null;
  @ApiProperty({ ...TEXT, description: '`user:<id>` or `key:<id>`, when somebody did it' }) actor: string | null;
  @ApiProperty(TEXT) status_from: string | null;
  @ApiProperty(TEXT) status_to: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Minor units; below zero: given back' }) amount:
    number | null;
  @ApiProperty(TEXT) currency: string | null;
  @ApiProperty({ ...TEXT, description: "The gateway's own code, or a word of ours" }) code: string | null;
  @ApiProperty(TEXT) message: string | null;
  @ApiProperty() links: TimelineLinksView;
}

export class TimelineAnswer {
  @ApiProperty({ type: [TimelineEntryView], description: 'Oldest first' }) data: TimelineEntryView[];
}

export function timelineEntryView(entry: TimelineEntry): TimelineEntryView {
  const { at, source, kind, cause, actor, from, to, amount, currency, code, message } = entry;
  const links = {
    ...(entry.event === null ? {} : { event_id: entry.event }),
    ...(entry.payment === null ? {} : { payment_id: entry.payment }),
    ...(entry.order === null ? {} : { order_id: entry.order }),
    ...(entry.operation === null ? {} : { operation_id: entry.operation }),
  };
  const money = { amount: amount === null ? null : minorToJson(amount), currency: amount === null ? null : currency };
  return {
    at: at.toISOString(),
    source,
    kind,
    cause,
    actor,
    status_from: from,
    status_to: to,
    ...money,
    code,
    message,
    links,
  };
}
