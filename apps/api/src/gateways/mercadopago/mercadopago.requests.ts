import { needed, neededBank } from '../gateway.customer.js';
import { inGatewayUnit } from '../gateway.money.js';
import type { PayingCustomer, StartPayment } from '../gateway.payments.js';
import { mayReturnTo } from '../gateway.url.js';

/** MercadoPago takes major units; of COP whole pesos alone ("must be expressed with integer values"). */
const COP_DECIMALS = 0;
/** What a page that is for cards leaves out. An account's own money cannot be left out, MercadoPago says. */
const NO_CARDS = ['ticket', 'bank_transfer', 'atm'];

type Body = Readonly<Record<string, unknown>>;

/** Checkout Pro's preference: the page with all of MercadoPago's methods, or with cards alone. */
export function preferenceBody(request: StartPayment, apiUrl: string): Body {
  const { amount, cartId, description, reference, returnUrl, expiresAt, method } = request;
  const back = { success: returnUrl, pending: returnUrl, failure: returnUrl };
  const price = inGatewayUnit(amount, COP_DECIMALS);
  const excluded = method === 'card' ? NO_CARDS.map((id) => ({ id })) : [];
  return {
    items: [{ id: cartId, title: description, quantity: 1, unit_price: price, currency_id: amount.currency }],
    external_reference: reference,
    metadata: metadataOf(request),
    back_urls: back,
    // Refused by MercadoPago for an address without TLS.
    ...(mayReturnTo(returnUrl, apiUrl) ? { auto_return: 'approved' } : {}),
    expires: true,
    expiration_date_to: dateText(expiresAt),
    ...(excluded.length > 0 ? { payment_methods: { excluded_payment_types: excluded } } : {}),
    ...(request.customer.email === null ? {} : { payer: { email: request.customer.email } }),
  };
}

/** A bank transfer: the shopper goes on at the bank's page. @throws MissingDetailError. */
export function pseBody(request: StartPayment): Body {
  const { customer, bankCode, returnUrl } = request;
  return {
    ...paymentBody(request, 'pse'),
    callback_url: returnUrl,
    payer: {
      ...payerOf(customer),
      entity_type: customer.userType === 'legal' ? 'association' : 'individual',
      identification: identificationOf(customer),
    },
    transaction_details: { financial_institution: neededBank(bankCode) },
    additional_info: { ip_address: needed('ipAddress', customer.ipAddress) },
  };
}

/** A voucher that is paid in cash at a counter of Efecty. @throws MissingDetailError. */
export function efectyBody(request: StartPayment): Body {
  const { customer } = request;
  const identified = customer.legalId === null ? {} : { identification: identificationOf(customer) };
  return {
    ...paymentBody(request, 'efecty'),
    payer: { ...payerOf(customer), ...identified },
    date_of_expiration: dateText(request.expiresAt),
  };
}

function paymentBody(request: StartPayment, method: string): Body {
  return {
    transaction_amount: inGatewayUnit(request.amount, COP_DECIMALS),
    description: request.description,
    payment_method_id: method,
    external_reference: request.reference,
    metadata: metadataOf(request),
  };
}

function metadataOf({ cartId, reference }: StartPayment): Body {
  return { cart_id: cartId, reference };
}

function payerOf({ email, fullName }: PayingCustomer): Body {
  const [first, ...rest] = (fullName ?? '').split(/\s+/).filter(Boolean);
  return {
    email: needed('email', email),
    ...(first === undefined ? {} : { first_name: first }),
    ...(rest.length === 0 ? {} : { last_name: rest.join(' ') }),
  };
}

function identificationOf({ legalId, legalIdType }: PayingCustomer): Body {
  return { type: needed('legalIdType', legalIdType), number: needed('legalId', legalId) };
}

/** `yyyy-MM-dd'T'HH:mm:ss.SSSZ`, with an offset: MercadoPago does not take the letter Z. */
function dateText(date: Date): string {
  return date.toISOString().replace('Z', '+00:00');
}
