import { DomainError } from '../common/errors.js';
import { isLabel } from './gateway.text.js';
import { JsonError } from './json.parser.js';
import { JsonReader } from './json.reader.js';

/** Reads the gateway's own code out of the body of a refusal; null when there is none to be found. */
export type RefusalCode = (body: JsonReader) => string | null;

/**
 * The gateway answered and said no (4xx) to this one request. Carries the status and the gateway's code, never its text:
 * that may quote what was sent.
 */
export class GatewayRefusal extends DomainError {
  constructor(
    readonly gateway: string,
    /** The status that it answered. */
    readonly httpStatus: number,
    readonly gatewayCode: string | null,
  ) {
    const said = gatewayCode === null ? `status ${httpStatus}` : `${httpStatus} ${gatewayCode}`;
    super('gateway_refused', `${gateway} refused the request (${said})`, { status: 422 });
  }
}

/** The refusal that an answer is. What cannot be read is a refusal without a code. */
export function refusalOf(
  gateway: string,
  answer: { status: number; body: Buffer },
  code: RefusalCode,
): GatewayRefusal {
  const word = readCode(answer.body, code);
  return new GatewayRefusal(gateway, answer.status, isLabel(word) ? word : null);
}

function readCode(body: Buffer, code: RefusalCode): string | null {
  try {
    return code(JsonReader.fromBytes(body));
  } catch (error) {
    if (error instanceof JsonError) return null;
    throw error;
  }
}
