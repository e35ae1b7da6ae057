import { ApiProperty } from '@nestjs/swagger';
import { RUN_STATUSES } from './reconciliation.dto.js';
import type { ListedRun } from './run-listing.repository.js';

/** What staff are shown of runs: these fields and no others. */

export class DriftSideView {
  @ApiProperty() status: string;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Minor units' }) amount: number | null;
  @ApiProperty({ type: 'integer', description: 'Minor units' }) captured_amount: number;
  @ApiProperty({ type: 'integer', description: 'Minor units' }) refunded_amount: number;
  @ApiProperty({ type: String, nullable: true }) currency: string | null;
}

export class DriftEntryView {
  @ApiProperty({ description: 'The gateway, by its name' }) provider: string;
  @ApiProperty({ description: "The gateway's id" }) transaction_id: string;
  @ApiProperty({ type: String, nullable: true }) payment_id: string | null;
  @ApiProperty({ type: String, nullable: true }) reference: string | null;
  @ApiProperty({ type: DriftSideView, nullable: true, description: 'What we had before; null: nothing' })
  here: DriftSideView | null;
  @ApiProperty({ type: DriftSideView, nullable: true, description: 'What the gateway tells; null: it knows none' })
  there: DriftSideView | null;
  @ApiProperty({ description: 'True: what the gateway told was applied, and now the books agree' }) settled: boolean;
}

export class GatewayFailureView {
  @ApiProperty() provider: string;
  @ApiProperty() code: string;
}

export class ReconciliationReportView {
  @ApiProperty({ type: [DriftEntryView] }) approved_there_not_here: readonly DriftEntryView[];
  @ApiProperty({ type: [DriftEntryView] }) here_not_there: readonly DriftEntryView[];
  @ApiProperty({ type: [DriftEntryView] }) amount_differs: readonly DriftEntryView[];
  @ApiProperty({ type: 'integer', description: 'Payments and events that were looked at' }) asked: number;
  @ApiProperty({ type: 'integer', description: 'Changes that were written' }) applied: number;
  @ApiProperty({ type: [GatewayFailureView], description: 'Gateways of which not everything was heard' })
  failed: readonly GatewayFailureView[];
  @ApiProperty({ type: 'integer', description: 'Differences beyond those that are listed' }) unlisted: number;
}

export class RunView {
  @ApiProperty({ example: 'recon_01kb3v7m9q0123456789abcdef' }) id: string;
  @ApiProperty({ enum: ['manual', 'schedule', 'restore'] }) origin: string;
  @ApiProperty({
    enum: RUN_STATUSES,
    description: '`failed`: some gateway could not be asked; the report holds the rest',
  })
  status: string;
  @ApiProperty({ type: String, nullable: true, description: 'Null: every gateway' }) provider: string | null;
  @ApiProperty({ format: 'date-time' }) since: string;
  @ApiProperty({ format: 'date-time' }) until: string;
  @ApiProperty({ type: String, nullable: true }) error: string | null;
  @ApiProperty({ format: 'date-time' }) started_at: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) finished_at: string | null;
  @ApiProperty({ type: ReconciliationReportView, nullable: true, description: 'Null while it runs' })
  report: ReconciliationReportView | null;
}

export class RunAnswer {
  @ApiProperty() data: RunView;
}

export class RunListAnswer {
  @ApiProperty({ type: [RunView] }) data: RunView[];
  @ApiProperty({ type: String, nullable: true }) next_cursor: string | null;
}

export function runView(run: ListedRun): RunView {
  const { id, origin, status, provider, error, report } = run;
  return {
    id,
    origin,
    status,
    provider,
    since: run.since.toISOString(),
    until: run.until.toISOString(),
    error,
    started_at: run.startedAt.toISOString(),
    finished_at: run.finishedAt?.toISOString() ?? null,
    report,
  };
}
