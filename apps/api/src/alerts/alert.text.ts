import type { Message } from '../notifications/notification.js';
import { conditionOf, inWords, type Severity } from './alert.conditions.js';

/** An alert as it is told. */
export interface ToldAlert {
  readonly id: string;
  readonly condition: string;
  readonly subject: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly startedAt: Date;
  /** Null: it starts. */
  readonly endedAt: Date | null;
}

const SEVERITIES: Readonly<Record<Severity, string>> = { critical: 'Crítica', warning: 'Advertencia' };

/** What people call a condition, in Spanish. */
export function titleOf(condition: string): string {
  return conditionOf(condition)?.title ?? condition;
}

/** The entry of RUNBOOK.md about a condition, as its heading "Alerta: …" is linked. */
export function runbookOf(condition: string): string {
  const words = `alerta ${titleOf(condition)}`.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '');
  return `RUNBOOK.md#${words.replaceAll(' ', '-')}`;
}

/** The message of an alert's start or end. @param publicUrl where the dashboard is, without a slash behind. */
export function messageOf(alert: ToldAlert, publicUrl: string): Message {
  const { id, condition, subject, severity, summary, startedAt, endedAt } = alert;
  const about = subject === '' ? '' : ` (${subject})`;
  const word = endedAt === null ? SEVERITIES[severity] : 'Terminó';
  const dashboard = `${publicUrl}/dashboard`;
  return {
    kind: endedAt === null ? 'alert.started' : 'alert.ended',
    alertId: id,
    title: `[Pasarela] ${word}: ${titleOf(condition)}${about}`,
    text: [...(endedAt === null ? startLines(alert) : endLines(alert, endedAt)), `Tablero: ${dashboard}`].join('\n'),
    data: {
      alert_id: id,
      condition,
      subject: subject === '' ? null : subject,
      severity,
      summary,
      started_at: startedAt.toISOString(),
      ended_at: endedAt?.toISOString() ?? null,
      runbook: runbookOf(condition),
      dashboard_url: dashboard,
    },
  };
}

function startLines({ condition, summary, startedAt }: ToldAlert): string[] {
  const advice = conditionOf(condition)?.advice;
  return [
    summary,
    ...(advice === undefined ? [] : [`Qué hacer: ${advice}`]),
    `Desde: ${clockTime(startedAt)}`,
    `Procedimiento: ${runbookOf(condition)}`,
  ];
}

function endLines({ summary, startedAt }: ToldAlert, endedAt: Date): string[] {
  const seconds = (endedAt.getTime() - startedAt.getTime()) / 1000;
  return [
    `Ya no ocurre. Al empezar decía: ${summary}`,
    `De ${clockTime(startedAt)} a ${clockTime(endedAt)} (${inWords(seconds)})`,
  ];
}

function clockTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
