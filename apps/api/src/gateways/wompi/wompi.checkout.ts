import { inGatewayUnit } from '../gateway.money.js';
import type { NextAction, PayingCustomer, StartPayment } from '../gateway.payments.js';
import { mayReturnTo } from '../gateway.url.js';
import type { WompiConfig } from './wompi.config.js';
import { integritySignature } from './wompi.integrity.js';
import { WOMPI_EXPONENT } from './wompi.mapper.js';

type CheckoutConfig = Pick<WompiConfig, 'publicKey' | 'integritySecret' | 'checkoutUrl'>;

interface Signed {
  readonly amountInCents: number;
  readonly expirationTime: string;
  readonly signature: string;
  /** Null: an address that Wompi's page would refuse to go to. */
  readonly redirectUrl: string | null;
}

/** Wompi's own page with all of its methods: nothing is asked of the API, the signed address is all there is. */
export function webCheckout(config: CheckoutConfig, request: StartPayment): NextAction {
  const { amountInCents, expirationTime, signature, redirectUrl } = signed(config, request);
  const query = new URLSearchParams({
    'public-key': config.publicKey,
    currency: request.amount.currency,
    'amount-in-cents': String(amountInCents),
    reference: request.reference,
    'signature:integrity': signature,
    'expiration-time': expirationTime,
    ...(redirectUrl === null ? {} : { 'redirect-url': redirectUrl }),
    ...customerData(request.customer),
  });
  return { type: 'redirect', url: `${config.checkoutUrl}/p/?${query.toString()}` };
}

/** What `new WidgetCheckout(…)` of Wompi's script is made with. */
export function widget(config: CheckoutConfig, request: StartPayment): NextAction {
  const { amountInCents, expirationTime, signature, redirectUrl } = signed(config, request);
  return {
    type: 'widget',
    script_url: `${config.checkoutUrl}/widget.js`,
    parameters: {
      publicKey: config.publicKey,
      currency: request.amount.currency,
      amountInCents,
      reference: request.reference,
      signature: { integrity: signature },
      expirationTime,
      ...(redirectUrl === null ? {} : { redirectUrl }),
    },
  };
}

function signed(config: CheckoutConfig, request: StartPayment): Signed {
  const { reference, amount, returnUrl } = request;
  const amountInCents = inGatewayUnit(amount, WOMPI_EXPONENT);
  const expirationTime = request.expiresAt.toISOString();
  const payment = { reference, amountInCents, currency: amount.currency, expirationTime };
  return {
    amountInCents,
    expirationTime,
    signature: integritySignature(payment, config.integritySecret),
    redirectUrl: mayReturnTo(returnUrl, config.checkoutUrl) ? returnUrl : null,
  };
}

/** What the shopper need not type again. A phone number or an id without its other half is refused, so those stay out. */
function customerData({ email, fullName }: PayingCustomer): Record<string, string> {
  return {
    ...(email === null ? {} : { 'customer-data:email': email }),
    ...(fullName === null ? {} : { 'customer-data:full-name': fullName }),
  };
}
