import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';
import type { Gateway } from '../gateways/gateway.js';
import type { RecoveredEvent, RecoveredFact, SightedPayment } from '../gateways/gateway.recovery.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { PaymentApplier } from '../payments/apply-payment-event.js';
import { keyOf } from '../payments/payment.batch.js';
import type { PaymentEvent } from '../payments/payment-event.js';
import { tellsMore } from '../payments/payment.news.js';
import { PaymentRepository } from '../payments/payment.repository.js';
import type { StoredPayment } from '../payments/payment.row.js';
import { type AccountKind, type DriftKind, driftOf } from './drift.js';
import { GatewayInquiry } from './gateway.inquiry.js';
import { type FoundBy, MissedEventRepository } from './missed-event.repository.js';
import { sideOf, sideToldBy, type ReportBuilder } from './reconciliation.report.js';
import type { RunWindow } from './reconciliation-run.repository.js';
import { WaitingRepository } from './waiting.repository.js';

const MAX_UNDECIDED = 500;
const MAX_CAPTURED = 500;
const MAX_NAMES = 200;
/** What was captured within this time may not be in the gateway's lists yet. */
const SETTLING_MS = 10 * 60_000;

/** A run at one gateway: whose it is, where it reports to, and which payments the gateway has spoken of so far. */
interface Course extends FoundBy {
  readonly gateway: Gateway;
  readonly window: RunWindow;
  readonly report: ReportBuilder;
  readonly seen: Set<string>;
}

/** A delivery of the event was faster. */
class AlreadyReceived extends Error {}

/**
 * Compares our books with one gateway's and applies what it tells more: what its lists show, then what waits here, then what
 * we say was captured and its lists did not show.
 */
@Injectable()
export class GatewayReconciler {
  constructor(
    private readonly database: DatabaseService,
    private readonly inquiry: GatewayInquiry,
    private readonly payments: PaymentRepository,
    private readonly applier: PaymentApplier,
    private readonly missed: MissedEventRepository,
    private readonly waiting: WaitingRepository,
    private readonly metrics: MetricsService,
  ) {}

  /** @throws GatewayUnavailableError, PermanentError: not everything was heard; what was is applied. */
  async run(gateway: Gateway, run: RunWindow & { id: string; tenantId: string }, report: ReportBuilder): Promise<void> {
    const { id: runId, tenantId } = run;
    const course: Course = { gateway, provider: gateway.name, tenantId, runId, window: run, report, seen: new Set() };
    const tooMuch = await this.recent(course).then(
      () => null,
      (error: unknown) => {
        if (isTooLarge(error)) return error;
        throw error;
      },
    );
    await this.askAboutWaiting(course);
    if (tooMuch !== null) throw tooMuch;
    await this.askAboutUnseen(course);
  }

  /** Every page is one call, behind the breaker like any. */
  private async recent(course: Course): Promise<void> {
    const { gateway, window } = course;
    const pages = gateway.recovery.recent(window.since, window.until)[Symbol.asyncIterator]();
    for (;;) {
      const page = await this.inquiry.ask(gateway, () => pages.next());
      if (page.done === true) return;
      await this.takePage(course, page.value);
    }
  }

  private async takePage(course: Course, page: readonly RecoveredFact[]): Promise<void> {
    course.report.asked += page.length;
    const events = page.filter((fact) => fact.kind === 'event');
    const { missing, failed } = await this.missed.triage(course.tenantId, course.provider, events);
    for (const { transactionId } of events) if (transactionId !== null) course.seen.add(transactionId);
    for (const event of missing) await this.takeEvent(course, event);
    // What could not be worked waits for a human; the payment that it speaks of need not.
    for (const transactionId of new Set(failed.map((event) => event.transactionId))) {
      if (transactionId !== null) await this.readAndSettle(course, transactionId);
    }
    await this.takeSightings(
      course,
      page.filter((fact) => fact.kind === 'payment'),
    );
  }

  /** An event that nobody delivered is stored and applied in one transaction, as if it had been worked. */
  private async takeEvent(course: Course, recovered: RecoveredEvent): Promise<void> {
    const { gateway, tenantId } = course;
    const { eventKey: id, type, transactionId, rawBody } = recovered;
    const meaning = await gateway.normalize({ id, type, transactionId, rawBody });
    if (meaning.kind === 'ignored') return;
    const { event } = meaning;
    const before = await this.inquiry.known(tenantId, event);
    const drift = driftOf(before, event, 'then');
    try {
      await this.database.transaction(async (tx) => {
        const input = { event, cause: causeOf(course), receivedAt: new Date() };
        const { outcomes } = await this.applier.apply(tx, tenantId, [input]);
        if (!(await this.missed.record(tx, recovered, outcomes[0] ?? 'applied', course))) throw new AlreadyReceived();
      });
    } catch (error) {
      if (error instanceof AlreadyReceived) return;
      throw error;
    }
    course.report.applied++;
    if (drift !== null) await this.note(course, drift, event, before, 'then');
  }

  private async takeSightings(course: Course, sighted: readonly SightedPayment[]): Promise<void> {
    if (sighted.length === 0) return;
    const events = sighted.map(({ event }) => event);
    const stored = await this.payments.find(this.database.pool, course.tenantId, events);
    const known = new Map(stored.map((payment) => [keyOf(payment), payment]));
    for (const event of events) {
      course.seen.add(event.transactionId);
      const current = known.get(keyOf(event)) ?? null;
      const agrees = !tellsMore(current, event) && driftOf(current, event, 'now') === null;
      if (!agrees) await this.readAndSettle(course, event.transactionId);
    }
  }

  private async askAboutWaiting(course: Course): Promise<void> {
    const { gateway, provider, tenantId, window, seen } = course;
    for (const transactionId of await this.waiting.undecided(tenantId, provider, MAX_UNDECIDED)) {
      if (!seen.has(transactionId)) await this.readAndSettle(course, transactionId);
    }
    // A gateway that lists changes has shown what became of them.
    if (gateway.recovery.listsChanges) return;
    for (const name of await this.waiting.names(tenantId, provider, window.since, MAX_NAMES)) {
      const told = await this.inquiry.ask(gateway, () => gateway.findByReference(name));
      for (const event of told) if (!seen.has(event.transactionId)) await this.settle(course, event);
    }
  }

  private async askAboutUnseen(course: Course): Promise<void> {
    const { provider, tenantId, window, seen } = course;
    const until = new Date(Math.min(window.until.getTime(), Date.now() - SETTLING_MS));
    for (const id of await this.waiting.captured(tenantId, provider, window.since, until, MAX_CAPTURED)) {
      if (!seen.has(id)) await this.readAndSettle(course, id);
    }
  }

  private async readAndSettle(course: Course, transactionId: string): Promise<void> {
    course.seen.add(transactionId);
    course.report.asked++;
    const event = await this.inquiry.read(course.gateway, transactionId);
    if (event !== null) return this.settle(course, event);
    const { provider, tenantId } = course;
    const [payment] = await this.payments.find(this.database.pool, tenantId, [{ provider, transactionId }]);
    if (payment?.phase === 'captured') this.report(course, 'here_not_there', payment, null, false);
  }

  private async settle(course: Course, event: PaymentEvent): Promise<void> {
    course.seen.add(event.transactionId);
    const before = await this.inquiry.known(course.tenantId, event);
    const drift = driftOf(before, event, 'now');
    course.report.applied += await this.inquiry.apply(course.tenantId, [event], causeOf(course));
    if (drift !== null) await this.note(course, drift, event, before, 'now');
  }

  private async note(
    course: Course,
    drift: DriftKind,
    event: PaymentEvent,
    before: StoredPayment | null,
    kind: AccountKind,
  ): Promise<void> {
    const after = await this.inquiry.known(course.tenantId, event);
    this.report(
      course,
      drift,
      before ?? { ...event, id: after?.id ?? null },
      event,
      driftOf(after, event, kind) === null,
    );
  }

  private report(
    { provider, report }: Course,
    drift: DriftKind,
    payment: StoredPayment | (PaymentEvent & { readonly id: string | null }),
    event: PaymentEvent | null,
    settled: boolean,
  ): void {
    this.metrics.drift.inc({ provider, kind: drift });
    report.add(drift, {
      provider,
      transaction_id: payment.transactionId,
      payment_id: payment.id,
      reference: event?.reference ?? payment.reference,
      here: 'version' in payment ? sideOf(payment) : null,
      there: event === null ? null : sideToldBy(event),
      settled,
    });
  }
}

function causeOf({ runId }: Course): string {
  return `reconciliation:${runId}`;
}

function isTooLarge(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'window_too_large';
}
