import { ApiProperty } from '@nestjs/swagger';
import { ORDER_PAYMENT_STATUSES, ORDER_STATUSES } from '../orders/orders.dto.js';
import { PAYMENT_STATUSES } from '../orders/order-payment.view.js';
import { PAYMENT_METHODS } from '../gateways/gateway.payments.js';

/** What storefronts are shown of the gateways and of an order's payments. Never a secret. */

export class MethodView {
  @ApiProperty({ enum: PAYMENT_METHODS }) method: string;
  @ApiProperty() label_es: string;
  @ApiProperty() label_en: string;
  @ApiProperty({ type: [String], description: 'ISO 4217' }) currencies: readonly string[];
  @ApiProperty() available: boolean;
}

export class GatewayView {
  @ApiProperty() provider: string;
  @ApiProperty({ type: String, nullable: true }) public_key: string | null;
  @ApiProperty({ enum: ['test', 'production'] }) environment: string;
  @ApiProperty({ description: 'Nobody pays with real money' }) test_mode: boolean;
  @ApiProperty({ type: String, nullable: true, description: "The gateway's script, where one is embedded" })
  script_url: string | null;
  @ApiProperty({ type: [MethodView] }) methods: MethodView[];
  @ApiProperty({ description: 'False while the gateway is known to be away' }) available: boolean;
}

export class PayingConfigAnswer {
  @ApiProperty({ enum: ['production', 'development', 'test'] }) environment: string;
  @ApiProperty({ type: [GatewayView] }) gateways: GatewayView[];
}

export class BankView {
  @ApiProperty() code: string;
  @ApiProperty() name: string;
}

export class BanksAnswer {
  @ApiProperty({ type: [BankView] }) banks: BankView[];
}

export class TermsView {
  @ApiProperty({ enum: ['end_user_policy', 'personal_data'] }) kind: string;
  @ApiProperty({ description: 'Where the text is' }) url: string;
}

export class TermsAnswer {
  @ApiProperty({ type: [TermsView] }) terms: TermsView[];
}

export class OrderPaymentSummary {
  @ApiProperty() provider: string;
  @ApiProperty() transaction_id: string;
  @ApiProperty({ enum: PAYMENT_STATUSES }) status: string;
  @ApiProperty({ type: String, nullable: true }) method: string | null;
}

export class OrderPaymentStatusAnswer {
  @ApiProperty() order_id: string;
  @ApiProperty({ enum: ORDER_PAYMENT_STATUSES }) payment_status: string;
  @ApiProperty({ enum: ORDER_STATUSES }) status: string;
  @ApiProperty({ type: 'integer', description: 'Minor units' }) amount: number;
  @ApiProperty() currency: string;
  @ApiProperty({ type: [OrderPaymentSummary] }) payments: OrderPaymentSummary[];
}

export class GatewayHealthView {
  @ApiProperty() reachable: boolean;
  @ApiProperty({ enum: ['closed', 'open', 'half_open'] }) breaker: string;
  @ApiProperty({ type: Number, nullable: true, description: 'Null: it was not asked, or did not answer' })
  latency_ms: number | null;
}

export class PayingHealthAnswer {
  @ApiProperty({ enum: ['ok', 'degraded', 'down'] }) status: 'ok' | 'degraded' | 'down';
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/GatewayHealthView' } })
  gateways: Record<string, GatewayHealthView>;
}
