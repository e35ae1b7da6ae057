import { Controller, Get, type MessageEvent, Param, Sse } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  concatMap,
  distinctUntilChanged,
  finalize,
  from,
  interval,
  map,
  merge,
  of,
  takeUntil,
  timer,
  type Observable,
} from 'rxjs';
import { Access } from '../auth/access.decorator.js';
import { CurrentPrincipal, type Principal } from '../auth/principal.js';
import { TransientError } from '../common/errors.js';
import { ProblemError } from '../common/problem.errors.js';
import { CartListener } from './cart.listener.js';
import { StoreReader } from './store.reader.js';
import { PaymentStatusAnswer, paymentStatusView, storeOrderView } from './store.view.js';

/** Proxies cut a connection that says nothing; half of the usual thirty seconds. */
const HEARTBEAT_MS = 15_000;
/** Told at once when something changes, but looked at anyway: an announcement can get lost with its connection. */
const LOOK_MS = 10_000;

/** A browser connects again by itself; a stream that nobody reads any more must not stay for ever. */
const STREAM_LIFE_MS = 5 * 60_000;
/** Streams hold connections, and gateways need some too. */
const MAX_STREAMS = 1_000;

/** Whether a cart is paid, for a shopper who has come back before the order exists. */
@ApiTags('storefront')
@Access('storefront')
@Controller('store/payment-status')
export class PaymentStatusController {
  private streams = 0;

  constructor(
    private readonly reader: StoreReader,
    private readonly listener: CartListener,
  ) {}

  @Get(':cart_id')
  @ApiOperation({ summary: "The result of a cart's payment that came before its order" })
  @ApiOkResponse({ type: PaymentStatusAnswer })
  async status(
    @CurrentPrincipal() principal: Principal,
    @Param('cart_id') cartId: string,
  ): Promise<PaymentStatusAnswer> {
    const result = await this.reader.paymentResult(principal.tenantId, cartId);
    if (result) return paymentStatusView(result);
    const extensions = { ...paymentStatusView(null) };
    throw new ProblemError('no_payment_result', 'No payment result for this cart', { status: 404, extensions });
  }

  /**
   * The same, told the moment it changes: `payment_status` events with the body of the call above, and `order` events once
   * the cart has an order.
   */
  @Sse(':cart_id/events')
  @ApiOperation({ summary: 'The same as server-sent events (`payment_status`, `order`), the moment it changes' })
  async events(
    @CurrentPrincipal() principal: Principal,
    @Param('cart_id') cartId: string,
  ): Promise<Observable<MessageEvent>> {
    const { tenantId } = principal;
    if (this.streams >= MAX_STREAMS)
      throw new TransientError('too_many_streams', 'Too many streams are open; poll instead');
    await this.reader.cart(tenantId, cartId);
    const changes = await this.listener.changesOf(cartId);
    const looks = merge(of(undefined), changes, interval(LOOK_MS).pipe(map(() => undefined)));
    const status = looks.pipe(
      concatMap(() => from(this.statusEvent(tenantId, cartId))),
      onlyNews(),
    );
    const order = looks.pipe(
      concatMap(() => from(this.orderEvents(tenantId, cartId)).pipe(concatMap((events) => from(events)))),
      onlyNews(),
    );
    const heartbeat = interval(HEARTBEAT_MS).pipe(map((): MessageEvent => ({ type: 'heartbeat', data: '' })));
    const ends = merge(this.listener.stopping, timer(STREAM_LIFE_MS));
    this.streams++;
    return merge(status, order, heartbeat).pipe(
      takeUntil(ends),
      finalize(() => {
        this.streams--;
      }),
    );
  }

  private async statusEvent(tenantId: string, cartId: string): Promise<MessageEvent> {
    const result = await this.reader.paymentResult(tenantId, cartId);
    return { type: 'payment_status', data: paymentStatusView(result) };
  }

  private async orderEvents(tenantId: string, cartId: string): Promise<MessageEvent[]> {
    const order = await this.reader.orderOfCart(tenantId, cartId);
    return order ? [{ type: 'order', data: { order: storeOrderView(order) } }] : [];
  }
}

function onlyNews(): (source: Observable<MessageEvent>) => Observable<MessageEvent> {
  return distinctUntilChanged(
    (before: MessageEvent, after: MessageEvent) => JSON.stringify(before.data) === JSON.stringify(after.data),
  );
}
