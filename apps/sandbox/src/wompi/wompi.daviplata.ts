import { randomToken } from '../gateway/random.ids.js';
import { isJsonObject, textField, type JsonObject } from '../gateway/json.types.js';
import type { WompiCashier } from './wompi.cashier.js';
import type { WompiLedger } from './wompi.ledger.js';
import { extraOf } from './wompi.method.js';
import { notFound, unknownKey, unprocessable } from './wompi.problem.js';
import { verdictOf, type Verdict } from './wompi.verdict.js';

const MAX_SENDS = 2;
const MAX_VALIDATIONS = 2;

/** What each code of the sandbox comes to; any other is a wrong code, and the payment stays pending. */
export const OTP_VERDICTS: Readonly<Record<string, Verdict>> = {
  '574829': verdictOf('APPROVED'),
  '932015': verdictOf('DECLINED'),
  '186743': verdictOf('DECLINED', 'Fondos insuficientes (Sandbox)'),
  '999999': verdictOf('ERROR'),
};

/** The one-time code of a Daviplata payment. */
export interface DaviplataOtp {
  /** "Sends" the code. @throws GatewayProblem for a token that was used, or too many sends. */
  send(token: string): JsonObject;
  /** Decides the payment by the code. @throws GatewayProblem for a wrong code or too many attempts. */
  validate(token: string, code: string): JsonObject;
}

/** @throws GatewayProblem 404 when there is no Daviplata payment of this id that waits for a code. */
export function daviplataOtp(id: string, ledger: WompiLedger, cashier: WompiCashier): DaviplataOtp {
  const turn = (token: string, change: (counts: Counts) => Counts): JsonObject => {
    const transaction = cashier.existing(id);
    const extra = extraOf(transaction['payment_method']);
    const services = isJsonObject(extra['url_services']) ? extra['url_services'] : null;
    if (services === null || !isJsonObject(transaction['payment_method'])) throw notFound();
    if (textField(services, 'token') !== token) throw unknownKey();
    const next = randomToken(64);
    const counts = change(countsOf(extra));
    const method = transaction['payment_method'];
    const after = { ...extra, url_services: { ...services, token: next }, attempts: { ...counts } };
    ledger.put({ ...transaction, payment_method: { ...method, extra: after } });
    return {
      authorization: { access_token: next },
      attempts: { ...counts },
      subscription: { PK: id, status: 'PENDING' },
    };
  };
  return {
    send: (token) => turn(token, (counts) => sent(counts)),
    validate: (token, code) => {
      const answer = turn(token, (counts) => validated(counts));
      const verdict = OTP_VERDICTS[code];
      if (verdict === undefined) throw unprocessable('El código OTP no es válido');
      cashier.decide(id, verdict);
      return { ...answer, subscription: { PK: id, status: verdict.status } };
    },
  };
}

interface Counts {
  readonly currentSendCode: number;
  readonly limitSendCode: number;
  readonly currentValidateCode: number;
  readonly limitValidateCode: number;
}

function countsOf(extra: JsonObject): Counts {
  const attempts = isJsonObject(extra['attempts']) ? extra['attempts'] : {};
  return {
    currentSendCode: Number(attempts['currentSendCode'] ?? 0),
    limitSendCode: MAX_SENDS,
    currentValidateCode: Number(attempts['currentValidateCode'] ?? 0),
    limitValidateCode: MAX_VALIDATIONS,
  };
}

function sent(counts: Counts): Counts {
  if (counts.currentSendCode >= MAX_SENDS) throw unprocessable('Se superó el número de envíos del código');
  return { ...counts, currentSendCode: counts.currentSendCode + 1 };
}

function validated(counts: Counts): Counts {
  if (counts.currentValidateCode >= MAX_VALIDATIONS) throw unprocessable('Se superó el número de intentos');
  return { ...counts, currentValidateCode: counts.currentValidateCode + 1 };
}
