import { call, fieldsOf, listOf, textOf, type JsonRecord } from '../http.client.js';
import { LauncherError } from '../launcher-error.js';
import type { Provider, SignedRequest } from './simulation.types.js';

/** A transaction to make in the sandbox; see `GET <sandbox>/sandbox/control`. */
export interface SandboxTransaction {
  readonly provider: Provider;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** In the gateway's words; null: paid. */
  readonly status: string | null;
  /** Null: the sandbox makes one up. */
  readonly id: string | null;
  /** Whether the sandbox sends the event itself. */
  readonly deliver: boolean;
}

/** The gateways that `npm start` imitates, by way of their control endpoint. */
export class SandboxClient {
  constructor(readonly url: string) {}

  /** Is there a sandbox at this address? */
  static async at(url: string): Promise<SandboxClient | null> {
    try {
      const { status, body } = await call(`${url}/sandbox/control`);
      return status === 200 && Array.isArray(fieldsOf(body)['operations']) ? new SandboxClient(url) : null;
    } catch {
      return null;
    }
  }

  /** Makes a transaction, in place of one with the same id. Resolves to its id. @throws LauncherError when the sandbox refuses. */
  async makeTransaction(wanted: SandboxTransaction): Promise<string> {
    const { provider, reference, amountMinor, currency, status, id, deliver } = wanted;
    const made = await this.post('/transactions', {
      gateway: provider,
      reference,
      amount: amountMinor,
      currency,
      ...(status === null ? {} : { status }),
      ...(id === null ? {} : { id, replace: true }),
      deliver,
    });
    return String(fieldsOf(made['transaction'])['id']);
  }

  /** The signed request of the transaction's last event, or of the last one of a type, as the gateway would send it now. */
  async signedRequest(provider: Provider, id: string, type?: string): Promise<SignedRequest> {
    const built = await this.post(`${pathOf(provider, id)}/request`, type === undefined ? {} : { type });
    return {
      query: built['query'] as Record<string, string>,
      headers: built['headers'] as Record<string, string>,
      body: String(built['body']),
    };
  }

  /** Sends every event of the transaction again. */
  async resend(provider: Provider, id: string, times: number): Promise<void> {
    await this.post(`${pathOf(provider, id)}/resend`, { events: 'all', times });
  }

  /** The answers that the merchant gave to the events of a transaction, oldest delivery first: status and body. */
  async answers(provider: Provider, id: string): Promise<readonly { status: number | null; word: string | null }[]> {
    const query = new URLSearchParams({ gateway: provider, transaction_id: id });
    const { body } = await call(`${this.url}/sandbox/control/deliveries?${query.toString()}`);
    return listOf(fieldsOf(body)['data'])
      .flatMap((delivery) => listOf(delivery['attempts']))
      .map(({ answer }) => {
        const { status, body: text } = fieldsOf(answer);
        return { status: typeof status === 'number' ? status : null, word: wordOf(text) };
      });
  }

  /** Takes the gateway away: its API fails and its webhooks wait, for so long at most. */
  async breakDown(provider: Provider, forMs: number): Promise<void> {
    await this.post('/outage', { gateway: provider, for_ms: forMs });
  }

  /** Brings it back; the webhooks that waited go out. */
  async recover(provider: Provider): Promise<void> {
    await this.post('/outage', { gateway: provider, over: true });
  }

  /** What the gateway itself has given back of a transaction, in minor units. */
  async refundedAmount(provider: Provider, id: string): Promise<unknown> {
    const { body } = await call(`${this.url}/sandbox/control${pathOf(provider, id)}`);
    return fieldsOf(body)['refunded_amount'];
  }

  /** The transactions under a reference. */
  async transactions(provider: Provider, reference: string): Promise<readonly JsonRecord[]> {
    const query = new URLSearchParams({ gateway: provider, reference });
    const { body } = await call(`${this.url}/sandbox/control/transactions?${query.toString()}`);
    return listOf(fieldsOf(body)['data']);
  }

  /** Waits until nothing is left to send. */
  async idle(): Promise<void> {
    await call(`${this.url}/sandbox/control/idle?timeout_ms=10000`);
  }

  private async post(path: string, input: JsonRecord): Promise<JsonRecord> {
    const headers = { 'content-type': 'application/json' };
    const answer = await call(`${this.url}/sandbox/control${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(input),
    });
    if (answer.status < 300) return fieldsOf(answer.body);
    const message = textOf(fieldsOf(fieldsOf(answer.body)['error'])['message']);
    throw new LauncherError(`El sandbox no quiso (${answer.status}): ${message ?? 'sin motivo'}`);
  }
}

function pathOf(provider: Provider, id: string): string {
  return `/transactions/${provider}/${encodeURIComponent(id)}`;
}

/** `received` of `{"status":"received"}`. */
function wordOf(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  try {
    return textOf(fieldsOf(JSON.parse(text))['status']);
  } catch {
    return null;
  }
}
