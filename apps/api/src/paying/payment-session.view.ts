import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { minorToJson } from '../common/money.js';
import { PAYMENT_METHODS, type NextAction } from '../gateways/gateway.payments.js';
import { SESSION_STATUSES, type ToldSession } from './payment-session.js';

const ACTIONS = [
  'redirect',
  'widget',
  'confirm',
  'wait',
  'qr',
  'voucher',
] as const satisfies readonly NextAction['type'][];

/** What storefronts are shown of a payment session. */

export class NextActionView {
  @ApiProperty({
    enum: ACTIONS,
    description:
      '`redirect`: send the shopper to `url`. `widget`: load `script_url` and open it with `parameters`. `confirm`: ' +
      'Stripe.js with `client_secret`. `wait`: the shopper confirms in their app. `qr`: show the image. `voucher`: pay in cash',
  })
  type: string;
  @ApiPropertyOptional({ type: String, nullable: true }) url?: string | null;
  @ApiPropertyOptional() script_url?: string;
  @ApiPropertyOptional({ type: Object }) parameters?: Readonly<Record<string, unknown>>;
  @ApiPropertyOptional() client_secret?: string;
  @ApiPropertyOptional() publishable_key?: string;
  @ApiPropertyOptional({ enum: ['confirm_in_app'] }) message_code?: string;
  @ApiPropertyOptional() image_base64?: string;
  @ApiPropertyOptional() mime?: string;
  @ApiPropertyOptional({ type: String, nullable: true }) reference?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) agreement_code?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true, format: 'date-time' }) expires_at?: string | null;
}

export class PaymentSessionView {
  @ApiProperty() id: string;
  @ApiProperty() cart_id: string;
  @ApiProperty() provider: string;
  @ApiProperty({ enum: PAYMENT_METHODS }) method: string;
  @ApiProperty({ enum: SESSION_STATUSES }) status: string;
  @ApiProperty({ type: 'integer', description: 'Minor units' }) amount: number;
  @ApiProperty() currency: string;
  @ApiProperty({ description: 'The name under which the gateway knows it' }) reference: string;
  @ApiProperty({ type: String, nullable: true }) transaction_id: string | null;
  @ApiProperty({ type: String, nullable: true, description: "The gateway's code, when it failed" })
  error_code: string | null;
  @ApiProperty({ format: 'date-time' }) expires_at: string;
  @ApiProperty({ type: NextActionView, nullable: true, description: 'Null: nothing to do, or still to come' })
  next_action: NextAction | null;
  @ApiProperty({ format: 'date-time' }) created_at: string;
}

export class PaymentSessionAnswer {
  @ApiProperty() payment_session: PaymentSessionView;
}

export function paymentSessionView(told: ToldSession): PaymentSessionView {
  const { session } = told;
  return {
    id: session.id,
    cart_id: session.cartId,
    provider: session.provider,
    method: session.method,
    status: told.status,
    amount: minorToJson(session.amount.amountMinor),
    currency: session.amount.currency,
    reference: session.reference,
    transaction_id: told.transactionId,
    error_code: told.errorCode,
    expires_at: session.expiresAt.toISOString(),
    next_action: told.nextAction,
    created_at: session.createdAt.toISOString(),
  };
}
