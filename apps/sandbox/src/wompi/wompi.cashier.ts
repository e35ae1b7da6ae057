import type { GatewayHost } from '../gateway/gateway.contract.js';
import { plainText, textField, isJsonObject, type JsonObject } from '../gateway/json.types.js';
import type { WompiSecrets } from '../sandbox.options.js';
import { AcceptanceTokens } from './wompi.acceptance.js';
import { cardOf, type WompiCard } from './wompi.card.js';
import type { WompiLedger, WompiRefund } from './wompi.ledger.js';
import { extraOf, methodPlan, type MethodPlan } from './wompi.method.js';
import { invalidFields, notFound, unprocessable } from './wompi.problem.js';
import {
  integritySignature,
  requestedTransaction,
  transactionRequest,
  type TransactionRequest,
} from './wompi.request.js';
import { withWompiStatus, type WompiTransaction } from './wompi.transaction.js';
import type { Verdict } from './wompi.verdict.js';

/** What Wompi does when its API or its checkout is asked for something. Refusals are GatewayProblems. */
export class WompiCashier {
  readonly acceptance = new AcceptanceTokens();
  private readonly cards = new Map<string, WompiCard>();

  constructor(
    private readonly secrets: WompiSecrets,
    private readonly ledger: WompiLedger,
    private readonly host: GatewayHost,
  ) {}

  /** Keeps what a card's token stands for. */
  tokenize(body: JsonObject): WompiCard {
    const card = cardOf(body);
    this.cards.set(card.token, card);
    return card;
  }

  /**
   * `POST /transactions`. The body is checked before the key, as Wompi does; then the acceptance token is used up, and only
   * then the signature is looked at, so that a bad one costs the token.
   */
  create(body: JsonObject, checkKey: () => void): WompiTransaction {
    const request = transactionRequest(body);
    checkKey();
    if (!this.acceptance.use(request.acceptanceToken, 'END_USER_POLICY')) {
      throw invalidFields({ acceptance_token: ['El token de aceptación no es válido o ya fue usado'] });
    }
    const personal = textField(body, 'accept_personal_auth');
    if (personal !== null && !this.acceptance.use(personal, 'PERSONAL_DATA_AUTH')) {
      throw invalidFields({ accept_personal_auth: ['El token de aceptación no es válido o ya fue usado'] });
    }
    this.checkSignature(request);
    if (this.ledger.ofReference(request.reference).length > 0) {
      throw invalidFields({ reference: ['La referencia ya ha sido usada'] });
    }
    return this.begin(request, this.cardFor(request));
  }

  /** @throws GatewayProblem 422 when the signature is not the one of reference, amount and expiry, or that is over. */
  checkSignature(
    request: Pick<TransactionRequest, 'reference' | 'amountInCents' | 'expirationTime' | 'signature'>,
  ): void {
    if (request.signature !== integritySignature(request, this.secrets.integritySecret)) {
      throw invalidFields({ signature: ['La firma es inválida'] });
    }
    if (request.expirationTime !== null && Date.parse(request.expirationTime) <= Date.now()) {
      throw invalidFields({ expiration_time: ['La transacción ha expirado'] });
    }
  }

  /** A transaction and what its method makes of it, from the API or from the checkout. */
  begin(request: TransactionRequest, card: WompiCard | null): WompiTransaction {
    const now = new Date();
    const plan = methodPlan(request.method, card);
    const transaction = requestedTransaction(this.ledger.newId(now), request, plan.method, now);
    this.ledger.put(transaction);
    this.walk(transaction.id, plan, 0);
    return transaction;
  }

  /** The payer's answer on a page, or Wompi's own. What is final stays. */
  decide(id: string, verdict: Verdict): void {
    const transaction = this.ledger.find(id);
    if (transaction?.status !== 'PENDING') return;
    const now = new Date();
    this.host.tell(this.ledger.keep(withWompiStatus(transaction, verdict.status, verdict.message, now), now));
  }

  /** `POST /transactions/:id/void`: card payments that were approved. */
  void(id: string, body: JsonObject): WompiTransaction {
    const transaction = this.existing(id);
    if (transaction['payment_method_type'] !== 'CARD') {
      throw unprocessable('Solo las transacciones con tarjeta se pueden anular');
    }
    if (transaction.status !== 'APPROVED') throw unprocessable('Solo se puede anular una transacción APPROVED');
    const amount = body['amount_in_cents'];
    const refunded = this.ledger.refundedCents(id);
    if ((amount !== undefined && amount !== transaction.amount_in_cents) || refunded > 0) {
      throw unprocessable('El valor a anular no corresponde al de la transacción');
    }
    const now = new Date();
    const voided = withWompiStatus(transaction, 'VOIDED', null, now);
    this.host.tell(this.ledger.keep(voided, now));
    return voided;
  }

  /** `POST /refunds`. Wompi is not known to send an event of it: the transaction stays APPROVED. */
  refund(body: JsonObject): WompiRefund {
    const amount = body['amount_in_cents'];
    const id = plainText(body['transaction_id']);
    if (id === null) throw invalidFields({ transaction_id: ['No está presente'] });
    if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 1) {
      throw invalidFields({ amount_in_cents: ['Debe ser un entero mayor que 0'] });
    }
    const transaction = this.existing(id);
    if (transaction.status !== 'APPROVED') throw unprocessable('Solo se puede reembolsar una transacción APPROVED');
    if (amount > transaction.amount_in_cents - this.ledger.refundedCents(id)) {
      throw unprocessable('El valor del reembolso supera el saldo de la transacción');
    }
    const words = { reason: textField(body, 'reason'), reference: textField(body, 'reference') };
    return this.ledger.addRefund(transaction, amount, words, new Date());
  }

  reset(): void {
    this.acceptance.reset();
    this.cards.clear();
  }

  existing(id: string): WompiTransaction {
    const transaction = this.ledger.find(id);
    if (transaction) return transaction;
    throw notFound();
  }

  private cardFor(request: TransactionRequest): WompiCard | null {
    if (request.method['type'] !== 'CARD') return null;
    const card = this.cards.get(plainText(request.method['token']) ?? '');
    if (card) return card;
    throw invalidFields({ 'payment_method.token': ['El token no existe o ya expiró'] });
  }

  /** Step by step, each after its own wait. A payment that was decided meanwhile goes no further. */
  private walk(id: string, plan: MethodPlan, at: number): void {
    const step = plan.steps[at];
    if (step === undefined) return;
    this.host.settle(step.afterMs, () => {
      const transaction = this.ledger.find(id);
      if (transaction?.status !== 'PENDING') return;
      if (step.extra !== undefined) this.show(transaction, step.extra(id, this.host.url));
      if (step.verdict !== undefined) this.decide(id, step.verdict);
      this.walk(id, plan, at + 1);
    });
  }

  private show(transaction: WompiTransaction, extra: JsonObject): void {
    const method = isJsonObject(transaction['payment_method']) ? transaction['payment_method'] : {};
    const shown = { ...method, extra: { ...extraOf(method), ...extra } };
    this.ledger.put({ ...transaction, payment_method: shown });
  }
}
