import { STATUS_MESSAGES, type WompiStatus } from './wompi.transaction.js';

/** How a payment ended: its final status and what Wompi says of it. */
export interface Verdict {
  readonly status: Exclude<WompiStatus, 'PENDING' | 'VOIDED'>;
  readonly message: string | null;
}

export function verdictOf(status: Verdict['status'], message: string | null = STATUS_MESSAGES[status]): Verdict {
  return { status, message };
}

/** The outcome that a sandbox field or a page names; null when it names none. */
export function namedVerdict(name: unknown): Verdict | null {
  const status = (['APPROVED', 'DECLINED', 'ERROR'] as const).find((candidate) => candidate === name);
  return status === undefined ? null : verdictOf(status);
}
