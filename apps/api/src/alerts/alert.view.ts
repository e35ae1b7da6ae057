import { ApiProperty } from '@nestjs/swagger';
import { FilterWord, PageQuery } from '../common/page.query.js';
import { runbookOf, titleOf, type ToldAlert } from './alert.text.js';

const STATES = ['open', 'all'] as const;

export class AlertListQuery extends PageQuery {
  @FilterWord(STATES, 'Those that have not ended, which is the default, or all of them')
  state?: string;
}

export class AlertView {
  @ApiProperty({ example: 'alert_01kb3v7m9q0123456789abcdef' }) id: string;
  @ApiProperty({ example: 'breaker_open' }) condition: string;
  @ApiProperty({ type: String, nullable: true, description: 'What it is about, mostly a gateway' })
  subject: string | null;
  @ApiProperty({ enum: ['warning', 'critical'] }) severity: string;
  @ApiProperty({ description: 'What people call it, in Spanish' }) title: string;
  @ApiProperty({ description: 'What was seen when it started, in Spanish' }) summary: string;
  @ApiProperty({ format: 'date-time' }) started_at: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) ended_at: string | null;
  @ApiProperty({ example: 'RUNBOOK.md#alerta-pasarela-caída', description: 'The way to mend it' }) runbook: string;
}

export class AlertListAnswer {
  @ApiProperty({ type: [AlertView] }) data: AlertView[];
  @ApiProperty({ type: String, nullable: true }) next_cursor: string | null;
}

export function alertView(alert: ToldAlert): AlertView {
  const { id, condition, subject, severity, summary, startedAt, endedAt } = alert;
  return {
    id,
    condition,
    subject: subject === '' ? null : subject,
    severity,
    title: titleOf(condition),
    summary,
    started_at: startedAt.toISOString(),
    ended_at: endedAt?.toISOString() ?? null,
    runbook: runbookOf(condition),
  };
}
