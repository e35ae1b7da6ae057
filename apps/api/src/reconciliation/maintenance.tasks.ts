/** What a job of the `maintenance` queue asks for; one that says nothing asks for the clean-up. */
export const RECONCILIATION_TASK = 'reconciliation';
export const SCHEDULED_RECONCILIATION_TASK = 'scheduled-reconciliation';
export const CATCH_UP_TASK = 'restore-catch-up';

export interface MaintenanceJob {
  readonly [key: string]: string;
  readonly task: string;
  /** For `reconciliation`: which run. */
  readonly runId: string;
}
