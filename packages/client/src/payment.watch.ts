import { readEvents, type ServerEvent } from './event.stream.js';
import type { PasarelaClient } from './pasarela.client.js';
import { PasarelaError } from './pasarela.error.js';
import { paymentErrorOf } from './payment.error.js';
import { type PaymentFacts, type PaymentState, paymentStateOf } from './payment.state.js';
import { pause, reasonOf } from './pause.js';
import type { Order, PaymentResult } from './storefront.types.js';

export interface WatchOptions {
  /** Ends the watching; it then throws the signal's reason. */
  readonly signal: AbortSignal;
  /** Told of every change, and of what is known at first. */
  readonly onUpdate: (state: PaymentState) => void;
  /** How often it is asked for where server-sent events do not come through. Default: 2 s. */
  readonly pollMs?: number;
}

export interface WaitOptions {
  readonly signal?: AbortSignal;
  /** Default: five minutes. */
  readonly timeoutMs?: number;
  readonly onUpdate?: (state: PaymentState) => void;
  readonly pollMs?: number;
}

const DEFAULT_POLL_MS = 2_000;
const DEFAULT_TIMEOUT_MS = 5 * 60_000;
/** The API tells the first status at once: a stream that says nothing is held back on its way. */
const FIRST_WORD_MS = 3_000;
/** Two heartbeats and a bit. */
const SILENCE_MS = 35_000;
/** After so many questions the stream is tried again. */
const POLLS_BETWEEN_STREAMS = 15;

type Calls = Pick<PasarelaClient, 'api' | 'cart' | 'orderOfCart' | 'paymentResult'>;

/** One watching: what is known so far, and who is told. */
interface Watching extends Required<WatchOptions> {
  readonly cartId: string;
  facts: PaymentFacts | null;
}

/** Follows a cart's payment: server-sent events first, polling where they do not come through. */
export class PaymentWatch {
  constructor(private readonly calls: Calls) {}

  async wait(cartId: string, options: WaitOptions): Promise<PaymentState> {
    const { signal, timeoutMs = DEFAULT_TIMEOUT_MS, onUpdate, pollMs = DEFAULT_POLL_MS } = options;
    const end = new AbortController();
    const stop = (): void => end.abort();
    const timer = setTimeout(stop, timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    let last: PaymentState = { kind: 'pending', order: null, result: null };
    const told = (state: PaymentState): void => {
      if (end.signal.aborted) return;
      last = state;
      onUpdate?.(state);
      if (state.kind !== 'pending') stop();
    };
    try {
      signal?.throwIfAborted();
      await this.watch(cartId, { signal: end.signal, onUpdate: told, pollMs });
    } catch (error) {
      if (!end.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
    signal?.throwIfAborted();
    return last;
  }

  async watch(cartId: string, { signal, onUpdate, pollMs = DEFAULT_POLL_MS }: WatchOptions): Promise<void> {
    const watching: Watching = { cartId, signal, onUpdate, pollMs, facts: null };
    for (;;) {
      const ended = await this.stream(watching);
      if (signal.aborted) throw reasonOf(signal);
      if (!ended) await this.poll(watching);
    }
  }

  /** Answers true when the stream ended as streams do after a while, false when it is not to be relied on for now. */
  private async stream(watching: Watching): Promise<boolean> {
    const startedAt = Date.now();
    const silence = new AbortController();
    const cut = (): void => silence.abort();
    let timer = setTimeout(cut, FIRST_WORD_MS);
    watching.signal.addEventListener('abort', cut, { once: true });
    if (watching.signal.aborted) cut();
    try {
      for await (const event of await this.events(watching.cartId, silence.signal)) {
        clearTimeout(timer);
        timer = setTimeout(cut, SILENCE_MS);
        learn(watching, event);
        // A second refusal changes nothing in an order that failed before: only its cart tells of it.
        if (watching.facts?.order?.payment_status === 'failed') return false;
      }
      return !silence.signal.aborted && Date.now() - startedAt > watching.pollMs;
    } catch (error) {
      if (error instanceof PasarelaError && !error.isTransient) throw error;
      return false;
    } finally {
      clearTimeout(timer);
      watching.signal.removeEventListener('abort', cut);
    }
  }

  private async events(cartId: string, signal: AbortSignal): Promise<AsyncIterable<ServerEvent>> {
    const { response, error } = await this.calls.api.GET('/store/payment-status/{cart_id}/events', {
      params: { path: { cart_id: cartId } },
      headers: { accept: 'text/event-stream' },
      parseAs: 'stream',
      signal,
    });
    if (!response.ok || !response.body) throw PasarelaError.of(response, error);
    return readEvents(response.body, signal);
  }

  private async poll(watching: Watching): Promise<void> {
    for (let count = 0; count < POLLS_BETWEEN_STREAMS || watching.facts?.order?.payment_status === 'failed'; count++) {
      await this.ask(watching);
      await pause(watching.pollMs, watching.signal);
    }
  }

  /** Asks for all there is to know. What is only passing trouble is asked again at the next turn. */
  private async ask(watching: Watching): Promise<void> {
    const { cartId, signal } = watching;
    try {
      const order = await this.calls.orderOfCart(cartId, signal);
      const result = order === null ? await this.calls.paymentResult(cartId, signal) : null;
      const failed = order?.payment_status === 'failed';
      const hasError = failed && paymentErrorOf(await this.calls.cart(cartId, signal)) !== null;
      update(watching, { order, result, hasError });
    } catch (error) {
      if (signal.aborted || (error instanceof PasarelaError && !error.isTransient)) throw error;
    }
  }
}

/** Tells what an event adds to what is known. An order that failed is told by `ask`, which looks at the cart as well. */
function learn(watching: Watching, { type, data }: ServerEvent): void {
  const { facts } = watching;
  if (type === 'order') {
    const { order } = JSON.parse(data) as { order: Order };
    const next = { order, result: facts?.result ?? null, hasError: false };
    if (order.payment_status === 'failed') watching.facts = next;
    else update(watching, next);
  }
  if (type === 'payment_status') {
    const { payment_result: result = null } = JSON.parse(data) as { payment_result?: PaymentResult };
    update(watching, { order: facts?.order ?? null, result, hasError: false });
  }
}

function update(watching: Watching, facts: PaymentFacts): void {
  const known = watching.facts;
  watching.facts = facts;
  if (known === null || JSON.stringify(known) !== JSON.stringify(facts)) watching.onUpdate(paymentStateOf(facts));
}
